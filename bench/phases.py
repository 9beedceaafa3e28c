#!/usr/bin/env python3
"""phases.py STEP BEFORE AFTER - what a router's metrics tell about the transactions between two scrapes.

Prints one line for each phase of commits, with count, mean and percentiles (upper bounds of the histogram's
buckets), and for waits for locks; then restarts by cause and ends by kind. Warm-up is included.
"""
import collections
import re
import sys

PREFIX = "halcyon_router_transactions_"


def scrape(path):
    values = collections.defaultdict(float)
    for line in open(path):
        match = re.match(r"(halcyon_router_transactions\w*)(?:\{(.*)\})? (\S+)$", line.strip())
        if match:
            values[match.group(1), match.group(2) or ""] = float(match.group(3))
    return values


step = sys.argv[1]
before, after = scrape(sys.argv[2]), scrape(sys.argv[3])
delta = {series: value - before[series] for series, value in after.items()}


def label(labels, name):
    match = re.search(name + r'="([^"]*)"', labels)
    return match.group(1) if match else ""


def percentile(buckets, share):
    total = buckets[-1][1] if buckets else 0
    for bound, count in buckets:
        if total and count >= share * total:
            return bound * 1000
    return float("nan")


print("%s:" % step)
for name in ("commit_seconds", "lock_wait_seconds"):
    for (metric, labels), count in sorted(delta.items()):
        if metric != PREFIX + name + "_count" or count == 0:
            continue
        phase = label(labels, "phase")
        buckets = sorted(
            (float(label(other, "le").replace("+Inf", "inf")), value)
            for (kind, other), value in delta.items()
            if kind == PREFIX + name + "_bucket" and label(other, "phase") == phase)
        print("  %s %s: %d times, mean %.2f ms, p50 <= %.2f ms, p99 <= %.2f ms, p99.9 <= %.2f ms" % (
            name.split("_")[0], phase, count, delta[PREFIX + name + "_sum", labels] / count * 1000,
            percentile(buckets, 0.5), percentile(buckets, 0.99), percentile(buckets, 0.999)))
for (metric, labels), count in sorted(delta.items()):
    if count and metric in (PREFIX + "restarts_total", PREFIX + "total"):
        print("  %s %s: %d" % ("restarts" if "restarts" in metric else "ended", labels, count))
