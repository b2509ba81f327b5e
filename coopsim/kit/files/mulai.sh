#!/bin/sh
# coopsim: cari Python, lalu jalankan start.py. Find Python, then run start.py.
cd "$(dirname "$0")" || exit 1
for python in ./python/bin/python3 {versions} python3; do
  if "$python" -c "" 2>/dev/null; then
    exec "$python" start.py "$@"
  fi
done
cat no-python.txt
exit 1
