#!/bin/sh
# Run a command, then stop the test database if this command is what started it.
set -u

python=.venv/bin/python
if $python -m tandem.database status --tests > /dev/null 2>&1; then
    exec "$@"
fi
"$@"
code=$?
$python -m tandem.database stop --tests > /dev/null
exit $code
