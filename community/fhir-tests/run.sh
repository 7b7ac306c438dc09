#!/bin/sh
# What leaves for a clinic, held against FHIR R4: validated offline, and sent to a server that keeps it.
# Says so and ends well where node is absent.
set -eu
cd "$(dirname "$0")"
if ! command -v node >/dev/null 2>&1; then
  echo "FHIR tests skipped: no node (Debian: apt-get install nodejs npm)"
  exit 0
fi
[ -d node_modules ] || npm ci --no-audit --no-fund --silent
(cd .. && cargo build -q --workspace --example clinic --locked)
exec node --test --test-concurrency=1 ./*.test.mjs
