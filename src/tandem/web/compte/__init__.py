"""Signing in, and what a person sees of her own account."""
