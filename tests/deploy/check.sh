#!/usr/bin/env bash
# tests/deploy/check.sh: checks deploy/ as far as possible without a cluster. Run by ./test.
# Each check also runs on a planted mistake, which it has to refuse. The last line is "N passed, M failed".
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
deploy=$root/deploy
export MODULES=$root/artifacts/deploy-check
rendered=$(mktemp -d)
passed=0 failed=0 background=()

clean_up() {
    [[ ${#background[@]} -eq 0 ]] || kill "${background[@]}" 2>/dev/null || true
    rm -rf "$rendered"
}
trap clean_up EXIT

# check NAME COMMAND...: says only what failed, and why.
check() {
    local name=$1 text
    shift
    if text=$("$@" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\n%s\n' "$name" "$text"
    fi
}

# refuses NAME TEXT COMMAND...: the command has to fail and say TEXT.
refuses() {
    local name=$1 expected=$2
    shift 2
    check "refuses $name" fails_with "$expected" "$@"
}

fails_with() {
    local expected=$1 text
    shift
    if text=$("$@" 2>&1); then
        echo "it was accepted"
        return 1
    fi
    [[ $text == *"$expected"* ]] || { printf 'it failed otherwise:\n%s\n' "$text"; return 1; }
}

# The checks' own packages, by their lock file, again only when that changes.
install_modules() {
    mkdir -p "$MODULES"
    if ! cmp --quiet "$here/package-lock.json" "$MODULES/installed.json"; then
        cp "$here/package.json" "$here/package-lock.json" "$MODULES/"
        (cd "$MODULES" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || return
        cp "$here/package-lock.json" "$MODULES/installed.json"
    fi
}

# render FOLDER NAME
render() { kubectl kustomize "$1" >"$rendered/$2.yaml"; }

validate() { node "$here/validate.mjs" "$@"; }

# with_mistake FILE EXPRESSION COMMAND...: runs the command on the file as sed changes it.
with_mistake() {
    local file=$1 expression=$2 changed
    shift 2
    changed=$rendered/mistake-$(basename "$file")
    sed "$expression" "$file" >"$changed"
    if cmp --quiet "$file" "$changed"; then
        echo "the mistake was not planted: $expression"
        return
    fi
    "$@" "$changed"
}

check_manifests() {
    local overlay
    check "base renders" render "$deploy/kustomize/base" base
    check "base is valid" validate manifests "$rendered/base.yaml"
    for overlay in spot-workers gpu-trainer tune-workers reanalyse dev; do
        check "$overlay renders" render "$deploy/kustomize/overlays/$overlay" "$overlay"
    done
    check "spot-workers is valid" validate manifests "$rendered/spot-workers.yaml"
    check "gpu-trainer is valid" validate manifests "$rendered/gpu-trainer.yaml"
    check "tune-workers is valid" validate manifests "$rendered/tune-workers.yaml"
    check "reanalyse is valid" validate manifests "$rendered/reanalyse.yaml"
    check "dev is valid" validate manifests "$rendered/dev.yaml" --plain
    check "gpu-trainer asks for a GPU" grep -q 'nvidia.com/gpu: "1"' "$rendered/gpu-trainer.yaml"
    check "spot-workers tolerates spot machines" grep -q 'priorityClassName: muzero-spot-worker' "$rendered/spot-workers.yaml"
    refuses "dev where TLS is due" "must not have --insecure" validate manifests "$rendered/dev.yaml"

    local tune=$rendered/tune-workers.yaml
    refuses "an unknown option of a tuning worker" "no option 'studie'" with_mistake "$tune" 's/--study=/--studie=/' validate manifests
    refuses "a tuning worker that may not reach Redis" "lets muzero-tune-worker reach redis" \
        with_mistake "$tune" "/name: redis-from-tune-workers/,/---/s/port: 6379/port: 6380/" validate manifests
    refuses "a reanalysis that may not reach Redis" "lets muzero-reanalyse reach redis" \
        with_mistake "$rendered/reanalyse.yaml" "/name: redis-from-reanalyse/,/---/s/port: 6379/port: 6380/" validate manifests
    refuses "a Job that restarts for ever" "restart for ever" with_mistake "$tune" 's/restartPolicy: OnFailure/restartPolicy: Always/' validate manifests

    refuse_manifest "an unknown key" "'\"readOnlyRootFileSystem\"' does not exist" 's/readOnlyRootFilesystem/readOnlyRootFileSystem/'
    refuse_manifest "an unknown key of a spec" "terminationGracePeriod" 's/terminationGracePeriodSeconds/terminationGracePeriod/'
    refuse_manifest "an unknown kind" "there is no kind" 's/^kind: StatefulSet/kind: StatefullSet/'
    refuse_manifest "a wrong type" "not assignable" 's/failureThreshold: .*/failureThreshold: often/'
    refuse_manifest "a key twice" "unique" 's/^\( *\)enableServiceLinks: false/&\n&/'
    refuse_manifest "root" "may run as root" 's/runAsNonRoot: true/runAsNonRoot: false/'
    refuse_manifest "a writable root" "may write to its root" '0,/readOnlyRootFilesystem: true/s//readOnlyRootFilesystem: false/'
    refuse_manifest "an image without a version" "not pinned" 's#\(image: .*muzero\):.*#\1:latest#'
    refuse_manifest "no limit" "no memory among its limits" '/limits:/,/requests:/{/memory:/d}'
    refuse_manifest "no probe" "has no livenessProbe" 's/livenessProbe/startupProbe2/'
    refuse_manifest "an unknown option" "no option 'spool-megabytes'" 's/SPOOL_MEBIBYTES/SPOOL_MEGABYTES/'
    refuse_manifest "an option of another command" "no option 'directory'" 's/MUZERO_FARM_SPOOL:/MUZERO_FARM_DIRECTORY:/'
    refuse_manifest "plain text" "must not have --insecure" 's/^\( *\)MUZERO_FARM_TLS_KEY:.*/\1MUZERO_FARM_INSECURE: "true"/'
    refuse_manifest "an option's file without a mount" "nothing is mounted" 's#mountPath: /authority#mountPath: /autority#'
    refuse_manifest "a service without a port" "no container opens" 's/containerPort: 7401/containerPort: 7411/'
    refuse_manifest "a missing secret" "there is no Secret" 's/secretName: redis-password.*/secretName: redis-pasword/'
    refuse_manifest "a network policy's wrong port" "lets muzero-worker reach muzero-trainer" 's/port: 7401$/port: 7409/'
    refuse_manifest "workers without the weight store" "lets muzero-worker reach muzero-storage" 's/port: 7403$/port: 7409/'
    refuse_manifest "a network policy for a connection that is never made" "which it never dials" '/MUZERO_FARM_STORAGE:/d'
    refuse_manifest "a real secret" "is no example" 's/^\( *password:\) .*/\1 c2VjcmV0/'
}

# refuse_manifest NAME TEXT EXPRESSION
refuse_manifest() { refuses "$1" "$2" with_mistake "$rendered/base.yaml" "$3" validate manifests; }

check_compose() {
    check "compose.yaml is valid" validate compose "$deploy/compose.yaml"
    local refusal
    refusal=(with_mistake "$deploy/compose.yaml")
    refuses "an unknown key in compose" "no key 'readonly'" "${refusal[@]}" 's/  read_only: true/  readonly: true/' validate compose
    refuses "an unknown option in compose" "no option 'tokens'" "${refusal[@]}" 's/--token-dir=/--tokens=/' validate compose
    refuses "an unknown command in compose" "no command 'self-play'" "${refusal[@]}" 's/- selfplay$/- self-play/' validate compose
    refuses "an open port in compose" "open to everybody" "${refusal[@]}" 's/127.0.0.1:7402:7402/7402:7402/' validate compose
    refuses "an undeclared secret in compose" "there is no secret" "${refusal[@]}" '/^  tls.key:/d' validate compose
}

# Secrets as make-secrets.sh writes them, in a copy of deploy/.
check_secrets() {
    local copy=$rendered/deploy
    cp -a "$deploy" "$copy"
    rm -rf "$copy/secrets" "$copy/kustomize/overlays/site"
    check "make-secrets.sh for compose" "$copy/make-secrets.sh" farm.example.com
    check "the servers' certificate is the authority's" openssl verify -CAfile "$copy/secrets/ca.crt" -purpose sslserver -verify_hostname trainer "$copy/secrets/tls.crt"
    check "the certificate has the names asked for" openssl verify -CAfile "$copy/secrets/ca.crt" -verify_hostname farm.example.com "$copy/secrets/tls.crt"
    refuses "the certificate for another name" "" openssl verify -CAfile "$copy/secrets/ca.crt" -verify_hostname other.example.com "$copy/secrets/tls.crt"
    check "only their owner reads the secrets" none_found find "$copy/secrets" -type f -perm /077
    sha256sum "$copy"/secrets/{tls.key,ca.crt,redis-password,tokens/worker} >"$rendered/before"
    check "make-secrets.sh again" "$copy/make-secrets.sh"
    check "what exists stays" sha256sum --check --quiet "$rendered/before"
    check "make-secrets.sh for Kubernetes" "$copy/make-secrets.sh" --overlay spot-workers
    check "the overlay with secrets renders" render "$copy/kustomize/overlays/site" site
    check "the overlay with secrets is valid" validate manifests "$rendered/site.yaml" --real-secrets
    refuses "secrets for dev" "takes secrets" "$copy/make-secrets.sh" --overlay dev
    check "git ignores compose's secrets" grep -qx /deploy/secrets/ "$root/.gitignore"
    check "git ignores the overlay with secrets" grep -qx /deploy/kustomize/overlays/site/ "$root/.gitignore"
}

none_found() {
    local text
    text=$("$@")
    echo "$text"
    [[ -z $text ]]
}

check_alerts() {
    check "Prometheus' configuration is valid" promtool check config "$deploy/prometheus/prometheus.yml"
    check "the alert rules are valid" promtool check rules "$deploy/prometheus/alerts.yml"
    check "the alert rules do what they say" test_rules "$deploy/prometheus/alerts.yml"
    refuses "a rule that never fires" "FAILED" with_mistake "$deploy/prometheus/alerts.yml" 's/> 0\.01/> 0.5/' test_rules
    refuses "a rule that always fires" "FAILED" with_mistake "$deploy/prometheus/alerts.yml" 's/weights_lag\[5m\])) > 5/weights_lag[5m])) >= 0/' test_rules
    check "every metric in a rule is one of the farm's" known_metrics "$deploy/prometheus/alerts.yml"
    refuses "a metric that is not measured" "muzero_train_step_total" with_mistake "$deploy/prometheus/alerts.yml" 's/train_steps_total/train_step_total/' known_metrics
}

# test_rules RULES
test_rules() {
    local folder
    folder=$(mktemp -d -p "$rendered")
    cp "$1" "$folder/alerts.yml"
    promtool test rules <(sed "s#rule_files: .*#rule_files: [$folder/alerts.yml]#" "$deploy/prometheus/alerts_test.yml")
}

metrics="muzero_selfplay_episodes_total muzero_selfplay_simulations_total muzero_replay_size muzero_replay_rejected_total
muzero_train_steps_total muzero_train_loss muzero_train_samples_per_insert muzero_weights_lag muzero_replay_deficit muzero_redis_up
muzero_trainer_degraded muzero_selfplay_workers"

known_metrics() {
    local metric unknown=0
    while read -r metric; do
        [[ " ${metrics//$'\n'/ } " == *" $metric "* ]] || { echo "$metric is not measured"; unknown=1; }
    done < <(sed -n 's/^ *expr: //p' "$1" | grep -o 'muzero_[a-z_]*')
    return $unknown
}

# Redis with the base's own configuration and start script, but in a scratch folder and at a free port.
check_redis() {
    local folder=$rendered/redis port=$1 base=$deploy/kustomize/base/redis
    mkdir -p "$folder/data"
    printf 'a-password' >"$folder/password"
    printf 'another' >"$folder/wrong"
    sed "s#^dir .*#dir $folder/data#; s/^port .*/port $port/; s/^bind .*/bind 127.0.0.1/" "$base/redis.conf" >"$folder/redis.conf"
    sed "s#/run/redis/#$folder/#" "$base/start.sh" >"$folder/start.sh"
    sh "$folder/start.sh" "$folder/password" "$folder/redis.conf" >"$folder/log" 2>&1 &
    background+=($!)
    check "Redis starts with the base's configuration" soon sh "$base/ping.sh" "$folder/password" "$port"
    refuses "Redis without its password" "" sh "$base/ping.sh" "$folder/wrong" "$port"
    refuses "the password in Redis' command line" "" grep -q a-password "/proc/${background[-1]}/cmdline"
    check "Redis evicts nothing" redis_says "$port" noeviction CONFIG GET maxmemory-policy
    check "Redis keeps an append-only file" redis_says "$port" everysec CONFIG GET appendfsync
    check "Redis refuses FLUSHALL" redis_says "$port" "unknown command" FLUSHALL
}

# redis_says PORT TEXT COMMAND...
redis_says() {
    local port=$1 expected=$2
    shift 2
    REDISCLI_AUTH=a-password redis-cli -p "$port" "$@" | grep -F "$expected"
}

# soon COMMAND...: it succeeds within 10 s.
soon() {
    local attempt
    for attempt in {1..100}; do
        "$@" && return
        sleep 0.1
    done
    echo "not after $attempt attempts"
    return 1
}

# The image's health check, against a server that is there, lacks the page, or is not there at all.
check_probe() {
    local port=$1 probe=$deploy/image/probe
    mkdir -p "$rendered/site/healthz"
    echo ok >"$rendered/site/healthz/ready"
    python3 -m http.server --bind 127.0.0.1 --directory "$rendered/site" "$port" >/dev/null 2>&1 &
    background+=($!)
    check "the image's probe" soon "$probe" "$port" /healthz/ready
    refuses "the probe of a page that is not there" "" "$probe" "$port" /healthz/live
    refuses "the probe of a server that is not there" "" "$probe" "$2" /healthz/ready
}

# Prints as many free ports as requested.
free_ports() {
    python3 -c 'import socket, sys
open_ones = [socket.socket() for _ in range(int(sys.argv[1]))]
[s.bind(("127.0.0.1", 0)) for s in open_ones]
print(*[s.getsockname()[1] for s in open_ones])' "$1"
}

check_scripts() {
    cd "$root"
    check "shellcheck" shellcheck --external-sources deploy/make-secrets.sh deploy/image/*.sh deploy/image/probe deploy/kustomize/base/redis/*.sh tests/deploy/check.sh
    # The author's registry and folders must not be deployed elsewhere.
    refuses "hosts and folders of the author" "" grep -rnE '(docker|gcr|ghcr|quay|azurecr|amazonaws)\.(io|com)|/(home/[a-z]|work/)' deploy
}

read -r redis_port http_port closed_port < <(free_ports 3)
check "the checks' own packages" install_modules
check_manifests
check_compose
check_secrets
check_alerts
check_redis "$redis_port"
check_probe "$http_port" "$closed_port"
check_scripts
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
