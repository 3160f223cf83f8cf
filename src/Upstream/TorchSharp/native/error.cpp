// Turns a C++ exception into one clean line that names the operation and its operands' shapes.
#include "shim.h"

#include <exception>
#include <string>

namespace {

thread_local std::string lastError;

std::string shapeOf(const at::Tensor& tensor) {
  if (!tensor.defined()) return "undefined";
  std::string text = "[";
  for (int64_t size : tensor.sizes()) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(size);
  }
  return text + "]";
}

// libtorch appends a backtrace and a location to its message, and spreads some messages over several lines.
std::string oneLine(std::string message) {
  for (const char* tail : {"\nException raised from", "Exception raised from", "\nThe above operation failed"}) {
    auto at = message.find(tail);
    if (at != std::string::npos) message.resize(at);
  }
  std::string line;
  for (char c : message) {
    bool space = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!space) line += c;
    else if (!line.empty() && line.back() != ' ') line += ' ';
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string currentMessage() {
  try {
    throw;
  } catch (const c10::Error& error) {
    return oneLine(error.what_without_backtrace());
  } catch (const std::exception& error) {
    return oneLine(error.what());
  } catch (...) {
    return "unknown C++ exception";
  }
}

}  // namespace

namespace shim {

void record(const char* op, const Handle* operands, int count) noexcept {
  try {
    std::string text = op;
    text += '(';
    bool first = true;
    for (int i = 0; i < count; ++i) {
      if (!operands[i]) continue;
      if (!first) text += ", ";
      text += shapeOf(*operands[i]);
      first = false;
    }
    lastError = text + "): " + currentMessage();
  } catch (...) {
    lastError.clear();
  }
}

}  // namespace shim

// Valid until the thread's next failing call.
TS_API const char* ts_last_error() { return lastError.c_str(); }
