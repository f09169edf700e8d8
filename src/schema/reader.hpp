// Collects every mistake of a config while it is read into structs.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "schema/node.hpp"

namespace nnctl::schema {

class AnySchema;

class Reader {
 public:
  /// `root` is where misplaced keys are looked for; may be null.
  explicit Reader(const AnySchema* root = nullptr) : root_(root) {}

  void complain(const Node& at, std::string message, std::string hint = {});
  /// For what the contract names and a later release brings.
  void complain_unavailable(const Node& at, std::string_view what);
  /// `name` may be near one of `known`, or stand elsewhere in the config's grammar.
  void complain_unknown_key(const Node& key, std::string_view where, std::span<const std::string> known);

  bool failed() const { return !diagnostics_.empty(); }
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  /// Throws one UserError(Fault::kConfig) with all mistakes, in the order of their places, if there are any.
  void throw_if_failed();

 private:
  const AnySchema* root_;
  std::vector<Diagnostic> diagnostics_;
};

/// "'a', 'b' or 'c'"
std::string quoted_list(std::span<const std::string> names);

/// "did you mean 'x'?", or "expected 'a', 'b' or 'c'" when none is near and there are few.
std::string name_hint(std::string_view name, std::span<const std::string> known);

}  // namespace nnctl::schema
