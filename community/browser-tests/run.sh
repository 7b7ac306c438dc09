#!/bin/sh
# The pages in a real browser. Says so and ends well where node or Chromium is absent.
#   ./run.sh            checks and tests
#   ./run.sh shots      pictures of every density into shots/
#   ./run.sh figures    what a report with a picture, the ledger, a desk of 500 cases and a night's Bundle cost, in release
#   ./run.sh soak [20]  what the wall's memory does in so many minutes, and what it costs in peace
set -eu
cd "$(dirname "$0")"
if ! command -v node >/dev/null 2>&1; then
  echo "browser tests skipped: no node (Debian: apt-get install nodejs npm)"
  exit 0
fi
CHROMIUM="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}"
if [ -z "$CHROMIUM" ]; then
  echo "browser tests skipped: no chromium (Debian: apt-get install chromium fonts-noto-core fonts-noto-cjk)"
  exit 0
fi
export CHROMIUM
[ -d node_modules ] || npm ci --no-audit --no-fund --silent
if [ "${1:-}" = figures ]; then
  (cd .. && cargo build -q --release --workspace --bin hearth-community --example clinic --example desk --locked)
  ../../target/release/examples/clinic measure
  # As its unit starts it.
  export MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=262144
  RELEASE="$(cd ../.. && pwd)/target/release"
  STATION="${STATION:-$RELEASE/hearth-community}" DESK="${DESK:-$RELEASE/examples/desk}" exec node figures.mjs
fi
(cd .. && cargo build -q --workspace --example wall --example desk --example reports --example clinic --locked)
(cd .. && cargo build -q --workspace --bin hearth-community --locked)
if [ "${1:-}" = shots ]; then
  exec node shots.mjs
fi
if [ "${1:-}" = soak ]; then
  exec node soak.mjs "${2:-20}"
fi
node lint.mjs
# What a test that failed has left running keeps nobody waiting.
force="$(node --help | grep -o -- '--test-force-exit' || true)"
exec node --test --test-concurrency=1 $force ./*.test.mjs
