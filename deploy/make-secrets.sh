#!/usr/bin/env bash
# Makes the farm's secrets: a certificate authority, the servers' certificate, one token per role, Redis' password.
#   deploy/make-secrets.sh                   into deploy/secrets, for compose.yaml
#   deploy/make-secrets.sh --overlay NAME    into an overlay `site` on top of overlay NAME (or base), for Kubernetes
#   deploy/make-secrets.sh [--overlay NAME] NAME...   and names by which the outside reaches the servers
# What exists already stays, so it may be run again; to rotate, delete a file first. git ignores both places.
set -euo pipefail
umask 077

deploy=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
overlay=
if [[ ${1:-} == --overlay ]]; then
    overlay=${2:?--overlay needs the name of an overlay: base, spot-workers, tune-workers or gpu-trainer}
    shift 2
    if [[ $overlay == dev ]] || [[ $overlay != base && ! -d $deploy/kustomize/overlays/$overlay ]]; then
        echo "make-secrets.sh: '$overlay' is not an overlay that takes secrets; choose one of: base, spot-workers, tune-workers, gpu-trainer" >&2
        exit 2
    fi
    folder=$deploy/kustomize/overlays/site/secrets
else
    folder=$deploy/secrets
fi
for name in "$@"; do
    [[ $name =~ ^[A-Za-z0-9.-]+$ ]] || { echo "make-secrets.sh: '$name' is not a valid host name" >&2; exit 2; }
done
mkdir -p "$folder/tokens"

random() { openssl rand -hex 32; }

# absent FILE: true if it is still to be made.
absent() { [[ ! -s $folder/$1 ]]; }

if absent redis-password; then printf '%s' "$(random)" >"$folder/redis-password"; fi
for role in worker trainer; do
    if absent "tokens/$role"; then random >"$folder/tokens/$role"; fi
done

if absent ca.key || absent ca.crt; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 3650 -subj "/CN=MuZero farm" \
        -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout "$folder/ca.key" -out "$folder/ca.crt" 2>/dev/null
    rm -f "$folder/tls.crt"
fi
if absent tls.key || absent tls.crt; then
    names=DNS:trainer,DNS:storage,DNS:trainer.muzero.svc,DNS:storage.muzero.svc,DNS:localhost,IP:127.0.0.1
    for name in "$@"; do names+=,DNS:$name; done
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -subj "/CN=trainer" \
        -keyout "$folder/tls.key" -out "$folder/tls.csr" 2>/dev/null
    printf '%s\n' "subjectAltName=$names" basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth |
        openssl x509 -req -in "$folder/tls.csr" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -CAcreateserial -days 365 \
            -extfile /dev/stdin -out "$folder/tls.crt" 2>/dev/null
    rm -f "$folder/tls.csr" "$folder/ca.srl"
fi

if [[ -n $overlay ]]; then
    base=../$overlay
    [[ $overlay != base ]] || base=../../base
    cat >"$folder/../kustomization.yaml" <<YAML
# Written by deploy/make-secrets.sh; git ignores this folder, because it holds real secrets.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
bases:
  - $base
secretGenerator:
  - name: redis-password
    namespace: muzero
    behavior: replace
    files: [password=secrets/redis-password]
  - name: farm-certificate
    namespace: muzero
    behavior: replace
    files: [tls.crt=secrets/tls.crt, tls.key=secrets/tls.key]
  - name: farm-authority
    namespace: muzero
    behavior: replace
    files: [ca.crt=secrets/ca.crt]
  - name: farm-tokens
    namespace: muzero
    behavior: replace
    files: [worker=secrets/tokens/worker, trainer=secrets/tokens/trainer]
  - name: worker-token
    namespace: muzero
    behavior: replace
    files: [token=secrets/tokens/worker]
YAML
    echo "written: $(cd "$folder/.." && pwd); now: kubectl kustomize ${folder%/secrets} | kubectl apply -f -" >&2
    exit 0
fi

# Compose binds these files as they are, so the user of the containers has to own them. Redis runs as another one.
if [[ $(id -u) -eq 0 ]]; then
    chown 64198:64198 "$folder" "$folder"/tls.* "$folder/ca.crt" "$folder/tokens" "$folder"/tokens/* "$folder/redis-password"
    install -m 0400 -o 999 -g 999 "$folder/redis-password" "$folder/redis-password-of-redis"
else
    install -m 0400 "$folder/redis-password" "$folder/redis-password-of-redis"
    echo "make-secrets.sh: not root, so hand the files over: sudo chown -R 64198:64198 $folder; sudo chown 999:999 $folder/redis-password-of-redis" >&2
fi
echo "written: $folder" >&2
