#!/bin/sh
# Peak memory of runs of growing size, as a Markdown table: sh benches/memory.sh [path of the program]
# The reference workload runs for 31 of its 730 days, so that 100,000 replicates take minutes.
set -e
program=$(realpath "${1:-target/release/garita}")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"

# peak FUTURES ARGUMENTS…: one row of the table
peak() {
    futures=$1
    shift
    /usr/bin/time -o time -f '%M %e' "$program" "$@" -n "$futures" --no-charts --quiet --out out >/dev/null
    read -r kilobytes seconds <time
    echo "| \`$*\` | $futures | $((kilobytes / 1024)) MB | $seconds s | $(($(wc -c <out/replicates.csv) / 1048576)) MB |"
    rm -rf out
}

echo "| run | futures | peak memory | time | replicates.csv |"
echo "|---|---:|---:|---:|---:|"
for futures in 100 10000 100000; do
    peak $futures run verification/border-queue-1 --until 2024-01-31
done
for futures in 100 1000; do
    peak $futures run status-quo
done
