#!/usr/bin/env bash
# Builds libtorchsharp_shim.so into artifacts/native. Quiet; does nothing when the sources and libtorch are unchanged.
# CMAKE_PREFIX_PATH chooses another libtorch than the system's.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../../.." && pwd)
out=$root/artifacts/native
build=$out/build
stamp=$out/torchsharp_shim.stamp

fingerprint() {
    echo "prefix ${CMAKE_PREFIX_PATH:-}"
    sha256sum "$here"/*.cpp "$here"/*.h "$here"/CMakeLists.txt "$here"/build.sh
    local prefix
    for prefix in ${CMAKE_PREFIX_PATH//[;:]/ } /usr; do
        stat -c '%n %s %Y' "$prefix"/lib/libtorch*.so "$prefix"/lib/*/libtorch*.so 2>/dev/null || true
    done
}

now=$(CMAKE_PREFIX_PATH=${CMAKE_PREFIX_PATH:-} fingerprint)
if [[ -f $out/libtorchsharp_shim.so && -f $stamp && $(<"$stamp") == "$now" ]]; then
    exit 0
fi

mkdir -p "$build"
log=$build/build.log
{
    cmake -S "$here" -B "$build" -DCMAKE_BUILD_TYPE=Release &&
        cmake --build "$build" --parallel 2
} >"$log" 2>&1 || {
    tail -n 25 "$log" >&2
    echo "build.sh: the native shim did not build; the whole log is $log" >&2
    exit 1
}
# A rename, so that a process that has the old library mapped keeps it intact.
cp "$build/libtorchsharp_shim.so" "$out/libtorchsharp_shim.so.new"
mv "$out/libtorchsharp_shim.so.new" "$out/libtorchsharp_shim.so"
printf '%s\n' "$now" >"$stamp"
