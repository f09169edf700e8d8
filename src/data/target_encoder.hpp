// The target as what a loss compares: class indices, one-hot rows, 0 or 1 a label, or numbers.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "data/class_list.hpp"
#include "data/config.hpp"
#include "data/mistakes.hpp"
#include "data/scaling.hpp"
#include "data/table.hpp"
#include "tensor/real.hpp"
#include "tensor/target_encoding.hpp"

namespace nnctl::data {

enum class TargetKind {
  kClasses,  ///< one of several a row
  kNumbers,
  kLabels,  ///< any of several a row
};

class TargetEncoder {
 public:
  /// Settles kind and classes by all rows of the table, which is the train source whole: a class that only the test
  /// rows hold needs its output too. Type auto: text and true/false are categories, whole numbers only with
  /// `wants_category` (the loss or the last activation says so), other numbers never. Several columns of 0 and 1 are
  /// labels with `wants_labels` (it is a sigmoid that says so), else one-hot rows, where numbers are not wanted.
  /// Throws a UserError(kData): missing targets, one class only, labels that are none of config.classes, text among
  /// numbers, fractions where classes are wanted; a UserError(kConfig) for a positive class that the data lacks.
  static TargetEncoder fit(const Table& table, const TargetConfig& config, bool wants_category,
                           bool wants_labels = false);

  /// The same kind, classes and scale for the rows of another table, the other options those of `config`, which names
  /// as many columns. Throws a UserError(kData) for cells that are no such target, and for a table without a target.
  TargetEncoder adapted(const Table& table, const TargetConfig& config) const;

  TargetKind kind() const { return kind_; }
  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<std::string>& classes() const { return classes_.labels(); }
  int num_classes() const { return classes_.size(); }
  /// Labels are classes that do not exclude each other; those of one cell stand between separators, those of several
  /// columns are true or false there. A missing cell has no labels.
  bool is_one_hot() const { return kind_ == TargetKind::kClasses && columns_.size() > 1; }
  bool has_column_a_label() const { return kind_ == TargetKind::kLabels && separator_.empty(); }
  const std::string& separator() const { return separator_; }
  /// Index of the class that a single sigmoid output tells.
  int positive() const { return positive_; }
  /// The probability above which the positive class, or a label, is told.
  double threshold() const { return threshold_; }

  /// Whether rows without a target are left out; else they are mistakes.
  bool drops_missing() const { return drops_missing_; }
  /// All rows, or those with a target where the others are left out. Columns are found by name.
  RowIds rows_with_target(const Table& table) const;

  /// Fits the scale of numbers on the rows of training. Later encode() gives scaled numbers.
  void fit_scale(const Table& table, const RowIds& rows, Scale scale);
  /// One for each column of numbers; none where they are not scaled.
  const std::vector<Scaling>& scalings() const { return scalings_; }
  /// A number that a model puts out for a column, in the target's own unit.
  double in_own_unit(double value, std::size_t column) const {
    return scalings_.empty() ? value : scalings_[column].invert(value);
  }

  /// Numbers, all of them from 0 to 1: a crossentropy takes them as probabilities.
  bool are_shares() const { return are_shares_; }

  /// Whole numbers taken as numbers: worth a note, for they may be meant as classes.
  bool is_whole_numbers() const { return is_whole_numbers_; }

  /// Values of target a row.
  std::int64_t width(TargetEncoding encoding) const;
  /// The class of each row; kind() is kClasses. Throws a UserError(kData) for missing and unknown labels.
  std::vector<std::int32_t> class_ids(const Table& table, const RowIds& rows) const;
  /// The same run by run, for more rows than a list of them would fit the memory.
  using UseClasses = std::function<void(std::span<const std::int64_t> rows, std::span<const std::int32_t> ids)>;
  void visit_class_ids(const Table& table, const RowIds& rows, const UseClasses& use) const;
  /// Rows of each class; the same errors.
  std::vector<std::int64_t> count_classes(const Table& table, const RowIds& rows) const;
  /// (rows, width(encoding)). Columns are found by name. Throws a UserError(kData) for cells that are no target.
  std::vector<Real> encode(const Table& table, const RowIds& rows, TargetEncoding encoding) const;

  nlohmann::json to_json() const;
  /// Throws a UserError(kData) for JSON that to_json() did not write.
  static TargetEncoder from_json(const nlohmann::json& json);

 private:
  /// Numbers or labels of some rows, one behind the other; those of cells that are none are mistakes.
  void put_numbers(const Table& table, std::span<const std::int64_t> rows, Real* values, CellMistakes& mistakes) const;
  void put_labels(const Table& table, std::span<const std::int64_t> rows, Real* values, CellMistakes& mistakes) const;
  /// Finds the mistakes of numbers and labels, and whether numbers are shares.
  void look_at_values(const Table& table, const RowIds& rows);
  /// Several columns of 0 and 1, where classes are wanted; false: they are numbers.
  bool fit_flags(const Table& table, const RowIds& rows, const TargetConfig& config, bool wants_labels);
  using UseValues = std::function<void(std::span<const Real>)>;
  void visit_values(const Table& table, const RowIds& rows, const UseValues& use) const;

  TargetKind kind_ = TargetKind::kNumbers;
  std::vector<std::string> columns_;
  ClassList classes_;
  int positive_ = -1;
  bool is_whole_numbers_ = false;
  double threshold_ = 0.5;
  std::string separator_;  // of labels in one column
  std::vector<Scaling> scalings_;
  bool drops_missing_ = false;
  bool are_shares_ = false;
};

}  // namespace nnctl::data
