// The target as what a loss compares: class indices, one-hot rows, 0 or 1, or numbers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "data/class_list.hpp"
#include "data/config.hpp"
#include "data/table.hpp"
#include "tensor/real.hpp"
#include "tensor/target_encoding.hpp"

namespace nnctl::data {

enum class TargetKind { kClasses, kNumbers };

class TargetEncoder {
 public:
  /// Settles kind and classes by all rows of the table, which is the train source whole: a class that only the test
  /// rows hold needs its output too. Type auto: text and true/false are categories, whole numbers only with
  /// `wants_category` (the loss or the last activation says so), other numbers never.
  /// Throws a UserError(kData): missing targets, one class only, labels that are none of config.classes, text among
  /// numbers, fractions where classes are wanted; a UserError(kConfig) for a positive class that the data lacks.
  static TargetEncoder fit(const Table& table, const TargetConfig& config, bool wants_category);

  TargetKind kind() const { return kind_; }
  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<std::string>& classes() const { return classes_.labels(); }
  int num_classes() const { return classes_.size(); }
  /// Index of the class that a single sigmoid output tells.
  int positive() const { return positive_; }
  /// Whole numbers taken as numbers: worth a note, for they may be meant as classes.
  bool is_whole_numbers() const { return is_whole_numbers_; }

  /// Values of target a row.
  std::int64_t width(TargetEncoding encoding) const;
  /// The class of each row; kind() is kClasses. Throws a UserError(kData) for missing and unknown labels.
  std::vector<std::int32_t> class_ids(const Table& table, std::span<const std::int64_t> rows) const;
  /// (rows, width(encoding)). Columns are found by name. Throws a UserError(kData) for cells that are no target.
  std::vector<Real> encode(const Table& table, std::span<const std::int64_t> rows, TargetEncoding encoding) const;

  nlohmann::json to_json() const;
  /// Throws a UserError(kData) for JSON that to_json() did not write.
  static TargetEncoder from_json(const nlohmann::json& json);

 private:
  std::vector<Real> encode_numbers(const Table& table, std::span<const std::int64_t> rows) const;

  TargetKind kind_ = TargetKind::kNumbers;
  std::vector<std::string> columns_;
  ClassList classes_;
  int positive_ = -1;
  bool is_whole_numbers_ = false;
};

/// How many of the ids are each class.
std::vector<std::int64_t> count_classes(std::span<const std::int32_t> class_ids, int num_classes);

}  // namespace nnctl::data
