// A console without a terminal: streams that keep what is written, and an environment of a test's own.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "report/console.hpp"

namespace nnctl::report {

class StringStream : public Stream {
 public:
  explicit StringStream(bool terminal = false, int columns = 0) : terminal_(terminal), columns_(columns) {}
  int write(std::string_view bytes) override {
    ++num_writes;
    if (error == 0) text += bytes;
    return error;
  }
  bool is_terminal() const override { return terminal_; }
  int columns() const override { return columns_; }

  std::string text;
  int error = 0;
  int num_writes = 0;

 private:
  bool terminal_;
  int columns_;
};

inline Environment environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
}

}  // namespace nnctl::report
