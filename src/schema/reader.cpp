#include "schema/reader.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "base/edit_distance.hpp"
#include "schema/foreign_names.hpp"
#include "schema/schema.hpp"

namespace nnctl::schema {

void Reader::complain(const Node& at, std::string message, std::string hint) {
  if (hint.empty()) hint = value_advice(at);
  diagnostics_.push_back({at.place(), std::move(message), std::move(hint), at.excerpt()});
}

void Reader::complain_unavailable(const Node& at, std::string_view what) {
  std::string hint = at.is_scalar() ? key_advice(at.text(), "a value") : "";
  if (hint.empty()) hint = "it is part of the config's grammar and comes in a later release; remove it for now";
  complain(at, fmt::format("{} is not available yet", what), std::move(hint));
}

void Reader::complain_unknown_key(const Node& key, std::string_view where, std::span<const std::string> known) {
  const std::string& name = key.text();
  std::string hint;
  const std::string near = nearest_name(name, known);
  const std::vector<std::string> elsewhere = root_ ? places_of_key(*root_, name) : std::vector<std::string>{};
  if (std::string advice = key_advice(name, where); !advice.empty()) {
    hint = std::move(advice);
  } else if (!near.empty()) {
    hint = fmt::format("did you mean '{}'?", near);
  } else if (elsewhere.size() == 1) {
    hint = fmt::format("'{}' belongs under '{}'", name, elsewhere.front());
  } else if (!elsewhere.empty()) {
    const std::size_t shown = std::min<std::size_t>(elsewhere.size(), 3);
    hint = fmt::format("'{}' belongs under {}", name, quoted_list(std::span(elsewhere).first(shown)));
  } else if (name == "<<") {
    hint = "merge keys are not part of YAML 1.2; anchors and 'extends' are";
  } else {
    hint = name_hint(name, known);
  }
  complain(key, fmt::format("unknown key '{}' in {}", name, where), std::move(hint));
}

void Reader::throw_if_failed() {
  if (diagnostics_.empty()) return;
  std::ranges::stable_sort(diagnostics_, {}, [](const Diagnostic& diagnostic) {
    return std::tie(diagnostic.place.file, diagnostic.place.line, diagnostic.place.column);
  });
  throw UserError(Fault::kConfig, std::move(diagnostics_));
}

std::string quoted_list(std::span<const std::string> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += fmt::format("'{}'", names[i]);
  }
  return text;
}

std::string name_hint(std::string_view name, std::span<const std::string> known) {
  const std::string near = nearest_name(name, known);
  if (!near.empty()) return fmt::format("did you mean '{}'?", near);
  constexpr std::size_t kListable = 14;
  if (known.empty()) return {};
  if (known.size() > kListable) {
    return fmt::format("known are {}, ...", fmt::join(known.begin(), known.begin() + kListable, ", "));
  }
  return fmt::format("expected {}", quoted_list(known));
}

}  // namespace nnctl::schema
