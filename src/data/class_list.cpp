#include "data/class_list.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "data/cell_text.hpp"

namespace nnctl::data {

ClassList::ClassList(std::vector<std::string> labels) : labels_(std::move(labels)) {
  bool all_numbers = true;
  for (int id = 0; id < size(); ++id) {
    const std::string& label = labels_[static_cast<std::size_t>(id)];
    by_label_.emplace(label, id);
    const std::optional<double> value = parse_number(label);
    all_numbers = all_numbers && value;
    if (all_numbers) by_value_.emplace(*value, id);
  }
  if (!all_numbers) by_value_.clear();
}

ClassList ClassList::sorted(const std::set<std::string, std::less<>>& labels) {
  std::map<double, std::string> by_value;
  for (const std::string& label : labels) {
    const std::optional<double> value = parse_number(label);
    if (!value) return ClassList(std::vector<std::string>(labels.begin(), labels.end()));
    by_value.emplace(*value, fmt::format("{}", *value));
  }
  std::vector<std::string> in_order;
  for (auto& [value, label] : by_value) in_order.push_back(std::move(label));
  return ClassList(std::move(in_order));
}

int ClassList::find(std::string_view cell) const {
  const std::string_view text = trimmed(cell);
  if (const auto found = by_label_.find(text); found != by_label_.end()) return found->second;
  if (by_value_.empty()) return -1;
  const std::optional<double> value = parse_number(text);
  if (!value) return -1;
  const auto found = by_value_.find(*value);
  return found == by_value_.end() ? -1 : found->second;
}

}  // namespace nnctl::data
