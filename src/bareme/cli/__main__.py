"""`python -m bareme.cli`."""

import sys

from bareme.cli import main

sys.exit(main())
