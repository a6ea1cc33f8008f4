#!/usr/bin/env bash
# A comparison on a Slurm cluster: one array task per shard, then one task that merges.
#
#   jobs=$(sbatch --parsable examples/cluster/slurm.sh)
#   sbatch --dependency=afterok:$jobs --array=1 examples/cluster/slurm.sh merge
#
# A task that was lost is run again alone (--array=7): finished parts are left as they are, unfinished ones go on.
# With another number of shards: SHARDS=10 sbatch --array=1-10 examples/cluster/slurm.sh
#SBATCH --job-name=garita
#SBATCH --array=1-100
#SBATCH --cpus-per-task=4
#SBATCH --mem=2G
#SBATCH --time=04:00:00
set -euo pipefail

shards=${SHARDS:-100}
futures=${FUTURES:-100000}
parts=${PARTS:-parts}
result=${RESULT:-output/enforcement-only-vs-legal-pathways}

if [[ ${1:-} == merge ]]; then
  garita merge "$parts" --out "$result"
  exit
fi

part="$parts/$SLURM_ARRAY_TASK_ID.part"
if [[ ! -e $part ]]; then
  garita compare enforcement-only legal-pathways --replicates "$futures" \
    --shard "$SLURM_ARRAY_TASK_ID/$shards" --threads "$SLURM_CPUS_PER_TASK" \
    --out "$part" --resume --quiet
fi
