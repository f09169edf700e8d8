#include "base/assert.hpp"

#include <fmt/format.h>

namespace nnctl {

void fail_assertion(const char* condition, const std::string& message, const char* file, int line) {
  throw InternalError(fmt::format("{}:{}: {} (expected {})", file, line, message, condition));
}

}  // namespace nnctl
