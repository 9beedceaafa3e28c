#!/usr/bin/env python3
"""ratios.py FILE [BASE] - results of `bench kv --out FILE` as a table, with ratios to system BASE (etcd).

Where a step was measured several times, the run with the median throughput is shown.
"""
import collections
import json
import sys

base = sys.argv[2] if len(sys.argv) > 2 else "etcd"
groups = collections.OrderedDict()
for line in open(sys.argv[1]):
    r = json.loads(line)
    step = (r["workload"], r["clients"], r["dist"])
    groups.setdefault(step, collections.OrderedDict()).setdefault(r["system"], []).append(r)

print("| workload | clients | keys | system | ops/s | p50 ms | p99 ms | server CPU us/op | memory MiB | errors | ops/s to %s |" % base)
print("|---|---:|---|---|---:|---:|---:|---:|---:|---:|---:|")
for (workload, clients, dist), systems in groups.items():
    median = {}
    for system, runs in systems.items():
        runs.sort(key=lambda r: r["ops_per_s"])
        median[system] = runs[(len(runs) - 1) // 2]
    for system, r in median.items():
        ratio = ""
        if base in median and system != base and median[base]["ops_per_s"]:
            ratio = "%.2f" % (r["ops_per_s"] / median[base]["ops_per_s"])
        print("| %s | %d | %s | %s | %.0f | %.2f | %.2f | %.0f | %d | %d | %s |" % (
            workload, clients, dist, system, r["ops_per_s"], r["p50_ms"], r["p99_ms"],
            r["server_cpu_us_per_op"], r["server_pss_mib"], r["errors"], ratio))
