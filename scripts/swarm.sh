#!/usr/bin/env bash
# Runs the whole cluster as separate processes: backends, the balancer, the swarm; then stops all of them.
#   scripts/swarm.sh [--backends N] [--policy NAME] [--service-time DIST] [--out DIR] [options of the swarm]
#   scripts/swarm.sh --clients 2000 --requests 20 --backends 3
# The run directory gets the balancer's logs too. Ctrl-C ends the run early and keeps the results so far.
set -euo pipefail

giliran=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/giliran
backends=3
out=runs
balancer_options=()
swarm_options=()

usage() {
    echo "swarm.sh: $1; valid is scripts/swarm.sh [--backends N] [--policy NAME] [--out DIR] [options of: giliran swarm]" >&2
    exit 2
}

while (($# > 0)); do
    case $1 in
        --backends | --policy | --out)
            (($# > 1)) || usage "$1 has no value"
            case $1 in
                --backends) backends=$2 ;;
                --policy) balancer_options+=(--policy "$2") ;;
                --out) out=$2 ;;
            esac
            shift 2
            ;;
        -h | --help)
            sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            exec "$giliran" swarm --help
            ;;
        *)
            swarm_options+=("$1")
            shift
            ;;
    esac
done
[[ $backends =~ ^[1-9][0-9]{0,2}$ ]] || usage "--backends $backends is not a number from 1 to 999"
# Options are checked, and the program is built, before anything is started.
"$giliran" swarm --out "$out" "${swarm_options[@]}" --show-config > /dev/null
"$giliran" balancer "${balancer_options[@]}" --show-config > /dev/null

# Whoever reads the output may stop, as `| head` does: the run goes on and keeps its files.
trap '' PIPE

say() { # say TEXT: prints a line, also when nobody reads it
    printf '%s\n' "$1" 2> /dev/null || true
}

work=$(mktemp -d)
pids=()    # every process that was started and not yet waited for, oldest first
balancer=''
swarm=''
kept='' # where the balancer's logs stay when the run directory cannot take them

stop() { # stop PID: ends a process of ours and waits until it is gone
    kill -TERM "$1" 2> /dev/null || true
    wait "$1" 2> /dev/null || true
}

clean_up() {
    local i
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do # the other way round: clients first
        stop "${pids[i]}"
    done
    pids=()
    if [[ -z $kept ]]; then
        rm -rf "$work"
    fi
}

trap clean_up EXIT
trap 'exit 130' INT TERM

# start NAME COMMAND...: in the background; its words go to a file
start() {
    local name=$1
    shift
    "$giliran" "$@" > "$work/$name.out" 2> "$work/$name.err" &
    pids+=($!)
}

# address NAME PID: waits until it says where it listens, and prints that
address() {
    local line
    until line=$(grep -m 1 ' listens on ' "$work/$1.out"); do
        if ! kill -0 "$2" 2> /dev/null; then
            cat "$work/$1.err" >&2
            return 1
        fi
        sleep 0.05
    done
    echo "${line##* }"
}

for ((i = 1; i <= backends; i++)); do
    start "b$i" backend --name "b$i" --listen 127.0.0.1:0
done
for ((i = 1; i <= backends; i++)); do
    at=$(address "b$i" "${pids[i - 1]}") || exit 3
    say "backend b$i listens on $at, process ${pids[i - 1]}"
    balancer_options+=(--backend "b$i=$at")
done

# picks.csv is for giliran replay and why; who says otherwise in JAVA_OPTS says it last.
JAVA_OPTS="-Dgiliran.balancer.access-log.picks=on -Dgiliran.balancer.access-log.stalled-after=off ${JAVA_OPTS:-}" \
    start balancer balancer --listen 127.0.0.1:0 --out "$work" "${balancer_options[@]}"
balancer=${pids[-1]}
at=$(address balancer "$balancer") || exit 3
say "balancer listens on $at, process $balancer"

# In the background, so that Ctrl-C reaches this script at once and it can end everything in order.
mkfifo "$work/swarm.pipe"
show() { # copies its input to the screen and to a file; not tee, which ends with the screen
    trap '' INT TERM # it has to outlive Ctrl-C, as the results come after it
    local line
    while IFS= read -r line || [[ -n $line ]]; do
        printf '%s\n' "$line" >> "$work/swarm.out" || true
        say "$line"
    done
}
: > "$work/swarm.out"
show < "$work/swarm.pipe" &
screen=$!
"$giliran" swarm --target "$at" --out "$out" "${swarm_options[@]}" > "$work/swarm.pipe" &
swarm=$!
pids+=("$swarm")

finish() { # puts the balancer's logs into the run directory
    local run
    wait "$screen"
    stop "$balancer"
    cat "$work/balancer.err" >&2 || true
    run=$(sed -n 's/^logs  *//p' "$work/swarm.out" | head -n 1)
    if [[ ! -d $run ]]; then # it ended without a word; its directory is the only one that is newer than the pipe
        run=$(find "$out" -maxdepth 1 -type d -name '*-swarm*' -newer "$work/swarm.pipe" 2> /dev/null | head -n 1 || true)
    fi
    for file in balancer.log balancer.jsonl picks.csv; do
        if [[ ! -e $work/$file ]]; then
            continue
        elif [[ -d $run ]] && mv "$work/$file" "$run/"; then
            say "         $file"
        elif [[ -s $work/$file ]]; then
            kept=$work
            echo "swarm.sh: $file stays in $work" >&2 || true
        fi
    done
}

trap 'stop "$swarm"; finish; exit 130' INT TERM
code=0
wait "$swarm" || code=$?
finish
exit "$code"
