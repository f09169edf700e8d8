// A broken promise inside nnctl. No input of a user's may reach one: that would be an error of ours twice over.
#pragma once

#include <stdexcept>
#include <string>

namespace nnctl {

class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void fail_assertion(const char* condition, const std::string& message, const char* file, int line);

}  // namespace nnctl

#define NNCTL_ASSERT(condition, message)               \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::nnctl::fail_assertion(#condition, message, __FILE__, __LINE__))
