"""OpenID Connect as ProConnect speaks it: signed userinfo, nonce, level of assurance."""
