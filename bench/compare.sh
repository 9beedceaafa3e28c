#!/usr/bin/env bash
# compare.sh - Halcyon and etcd by the same load generator, one after the other, in one run.
#
# It starts three nodes and a router by `halcyon cluster start`, measures, stops them, does the same with
# etcd, and prints a table with the ratios. Results are appended to $BENCH_WORK/results.jsonl.
#
#   bench/compare.sh                                  # the default steps
#   STEPS=put:128,get:128 ROUNDS=3 bench/compare.sh   # rounds alternate, the median is reported
#
# Environment: STEPS, ROUNDS (1), WARM_UP (10) and DURATION (20) in seconds, KEYS (100000), VALUE_BYTES
# (100), NODES (3), ROUTERS (1), CLUSTER_FLAGS (more flags of `halcyon cluster start`), HALCYON (./halcyon),
# BENCH_WORK, SYSTEMS ("halcyon etcd"; either alone is possible).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
halcyon=${HALCYON:-$here/../halcyon}
work=${BENCH_WORK:-${TMPDIR:-/tmp}/halcyon-bench}
export BENCH_WORK=$work
steps=${STEPS:-put:1,put:32,put:128,get:1,get:32,get:128,ycsb-a:32,ycsb-a:128,ycsb-b:32,ycsb-b:128}
rounds=${ROUNDS:-1}
results=$work/results.jsonl
run=$work/run.$$.jsonl
data=$work/cluster
mkdir -p "$work"

stop_all() {
  "$here/peers/etcd.sh" stop || true
  [ -d "$data" ] && "$halcyon" cluster stop --data "$data" >/dev/null 2>&1 || true
}
trap stop_all EXIT

measure() { # system endpoints pids
  "$halcyon" bench kv --target "$1" --endpoints "$2" --server-pids "$3" --label "$1" --steps "$steps" \
    --keys "${KEYS:-100000}" --value-bytes "${VALUE_BYTES:-100}" --warm-up "${WARM_UP:-10}" \
    --duration "${DURATION:-20}" --out "$run"
}

measure_halcyon() {
  rm -rf "$data"
  # shellcheck disable=SC2086
  "$halcyon" cluster start --nodes "${NODES:-3}" --routers "${ROUTERS:-1}" --data "$data" ${CLUSTER_FLAGS:-} >&2
  local status
  status=$("$halcyon" cluster status --data "$data" -o json)
  measure halcyon "$(field "$status" routers)" "$(field "$status" pids)"
  "$halcyon" cluster stop --data "$data" >&2
}

measure_etcd() {
  "$here/peers/etcd.sh" start
  measure etcd "$("$here/peers/etcd.sh" endpoints)" "$("$here/peers/etcd.sh" pids)"
  "$here/peers/etcd.sh" stop
}

# The addresses of the routers, or all process ids, of `cluster status -o json`, joined by commas.
field() {
  python3 - "$1" "$2" <<'P'
import json, sys
processes, what = [json.loads(line) for line in sys.argv[1].splitlines() if line], sys.argv[2]
if what == "routers":
    print(",".join(p["address"] for p in processes if p["name"].startswith("r")))
else:
    print(",".join(str(p["pid"]) for p in processes))
P
}

for _ in $(seq "$rounds"); do
  for system in ${SYSTEMS:-halcyon etcd}; do "measure_$system"; done
done
cat "$run" >>"$results"
"$here/ratios.py" "$run"
rm -f "$run"
