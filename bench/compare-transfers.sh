#!/usr/bin/env bash
# compare-transfers.sh - transfers between accounts on Halcyon and on PostgreSQL 15 with two synchronous
# standbys, by the same load generator, one after the other, in one run. See `halcyon bench transfer --help` for
# what is sent.
#
# It starts three nodes and a router by `halcyon cluster start`, measures, stops them, does the same with
# PostgreSQL, and prints a table with the ratios and, from the router's metrics, how long the phases of
# commits took. Results are appended to $BENCH_WORK/transfers.jsonl. It fails if a sum of balances is wrong.
#
#   bench/compare-transfers.sh
#   ROUNDS=3 bench/compare-transfers.sh   # rounds alternate, the median is reported
#
# Environment: STEPS (of "one-shard across one-shot contended stepwise contended-lock"), ROUNDS (1), CLIENTS
# (32), WARM_UP (45; the JVMs need it) and DURATION (20) in seconds for Halcyon, PEER_WARM_UP (10), ACCOUNTS
# (100000), CONTENDED (10), NODES (3), ROUTERS (1), SHARDS (3), CLUSTER_FLAGS (more flags of `halcyon cluster
# start`), HALCYON (./halcyon), BENCH_WORK, SYSTEMS ("halcyon postgres"; either alone is possible).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
halcyon=${HALCYON:-$here/../halcyon}
work=${BENCH_WORK:-${TMPDIR:-/tmp}/halcyon-bench}
export BENCH_WORK=$work
steps=${STEPS:-one-shard across one-shot contended}
rounds=${ROUNDS:-1}
contended=${CONTENDED:-10}
run=$work/transfers.$$.jsonl
phases=$work/phases.$$.md
data=$work/cluster
mkdir -p "$work"

stop_all() {
  "$here/peers/postgres.sh" stop || true
  [ -d "$data" ] && "$halcyon" cluster stop --data "$data" >/dev/null 2>&1 || true
}
trap stop_all EXIT

transfers() { # flags of the system, then of the step
  "$halcyon" bench transfer --accounts "${ACCOUNTS:-100000}" --clients "${CLIENTS:-32}" \
    --duration "${DURATION:-20}" --out "$run" "$@"
}

# The flags of a step, the same for all systems; those that a system already measured are empty.
flags() { # step
  case $1 in
    one-shard | across) ;;
    one-shot) echo "--mode one-shot" ;;
    stepwise) echo "--stepwise" ;;
    contended) echo "--contended $contended" ;;
    contended-lock) echo "--contended $contended --lock" ;;
    *) echo "unknown step $1" >&2; exit 2 ;;
  esac
}

measure_halcyon() {
  rm -rf "$data"
  # shellcheck disable=SC2086
  "$halcyon" cluster start --nodes "${NODES:-3}" --routers "${ROUTERS:-1}" --shards "${SHARDS:-3}" \
    --data "$data" ${CLUSTER_FLAGS:-} >&2
  local status step more
  status=$("$halcyon" cluster status --data "$data" -o json)
  for step in $steps; do
    more=(--label "halcyon, ${SHARDS:-3} shards")
    [ "$step" != one-shard ] || more=(--label "halcyon, 1 shard" --anchor-hash-tag t)
    curl -fs "http://$(field "$status" http)/metrics" >"$work/before.prom"
    # shellcheck disable=SC2046
    transfers --target halcyon --endpoints "$(field "$status" routers)" --server-pids "$(field "$status" pids)" \
      --warm-up "${WARM_UP:-45}" "${more[@]}" $(flags "$step")
    curl -fs "http://$(field "$status" http)/metrics" >"$work/after.prom"
    "$here/phases.py" "$step" "$work/before.prom" "$work/after.prom" | tee -a "$phases"
  done
  "$halcyon" cluster stop --data "$data" >&2
}

measure_postgres() {
  local step url pids interactive=
  "$here/peers/postgres.sh" start
  url=$("$here/peers/postgres.sh" url)
  pids=$("$here/peers/postgres.sh" pids)
  for step in $steps; do
    # It has no shards: one measurement stands for both.
    case $step in one-shard | across) [ -z "$interactive" ] || continue; interactive=1 ;; esac
    # shellcheck disable=SC2046
    transfers --target postgres --url "$url" --server-pids "$pids" --label postgres \
      --warm-up "${PEER_WARM_UP:-10}" $(flags "$step")
  done
  "$here/peers/postgres.sh" stop
}

# The addresses of the routers, the first one's HTTP address, or all process ids, of `cluster status -o json`.
field() {
  python3 - "$1" "$2" <<'P'
import json, sys
processes, what = [json.loads(line) for line in sys.argv[1].splitlines() if line], sys.argv[2]
routers = [p for p in processes if p["name"].startswith("r")]
if what == "routers":
    print(",".join(p["address"] for p in routers))
elif what == "http":
    print(routers[0]["http"])
else:
    print(",".join(str(p["pid"]) for p in processes))
P
}

for _ in $(seq "$rounds"); do
  for system in ${SYSTEMS:-halcyon postgres}; do "measure_$system"; done
done
cat "$run" >>"$work/transfers.jsonl"
"$here/ratios.py" "$run" postgres
[ ! -f "$phases" ] || cat "$phases"
rm -f "$run" "$phases"
