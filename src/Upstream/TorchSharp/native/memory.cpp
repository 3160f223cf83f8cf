// How the C library's heap treats tensors: a training step makes and frees the same large blocks again and again, and by default each is
// mapped anew, zeroed page by page, and given back.
#include "shim.h"

#if defined(__GLIBC__)
#include <malloc.h>

namespace {

constexpr int kLargestFromHeap = 32 << 20;  // glibc takes no larger one
constexpr int kKeptAtTheTop = 512 << 20;

__attribute__((constructor)) void keepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, kLargestFromHeap);
  mallopt(M_TRIM_THRESHOLD, kKeptAtTheTop);
}

}  // namespace
#endif
