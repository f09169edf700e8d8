// The classes of a target: their labels in order, and which one a cell means.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace nnctl::data {

/// Labels that are all numbers are told apart by value: "1", "1.0" and "01" are one class.
class ClassList {
 public:
  ClassList() = default;
  /// In the order given.
  explicit ClassList(std::vector<std::string> labels);
  /// The distinct labels, sorted: by value if all are numbers, else by bytes.
  static ClassList sorted(const std::set<std::string, std::less<>>& labels);

  const std::vector<std::string>& labels() const { return labels_; }
  int size() const { return static_cast<int>(labels_.size()); }
  /// Blanks around the cell are ignored; -1 for none of the classes.
  int find(std::string_view cell) const;

 private:
  std::vector<std::string> labels_;
  std::map<std::string, int, std::less<>> by_label_;
  std::map<double, int> by_value_;  // empty unless all labels are numbers
};

}  // namespace nnctl::data
