// Arrays as features: the shape of a row and the scale of its elements. Nothing is fitted: an element type's maximum is
// no statistic.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/array_samples.hpp"
#include "data/preprocessing.hpp"

namespace nnctl::data {

class ArrayPreprocessor final : public Preprocessing {
 public:
  static constexpr const char* kKind = "array";

  ArrayPreprocessor(const ArrayHeader& header, const DataConfig& config);
  explicit ArrayPreprocessor(const nlohmann::json& json);

  Shape feature_shape() const override { return shape_; }
  const std::vector<std::string>& columns() const override;
  /// What an element is divided by: its type's maximum, or 1.
  double divisor() const { return divisor_; }
  ElementType element_type() const { return type_; }

  void check_header(const SourceConfig& source, const std::vector<std::string>& target_columns) const override;
  std::shared_ptr<const Samples> read(const SourceConfig& source, const TableRequest& request) const override;
  std::shared_ptr<const Samples> read_unlabelled(std::vector<ByteSource> files,
                                                 const TableRequest& request) const override;
  std::unique_ptr<Dataset> dataset(const std::shared_ptr<const Samples>& samples, const RowIds& rows,
                                   PackedTargets targets, std::vector<std::int64_t>* bad_rows) const override;
  bool is_paged(const Samples& samples, std::int64_t num_rows, const MemoryConfig& memory) const override;
  std::unique_ptr<Dataset> paged_dataset(const std::shared_ptr<const Samples>& samples, const RowIds& rows,
                                         const TargetRows& target, const PagePlan& plan) const override;
  std::shared_ptr<const Preprocessing> adapted(std::span<const std::string> header,
                                               const DataConfig& config) const override;
  nlohmann::json to_json() const override;

 private:
  void check_rows(const std::string& file, const ArrayHeader& header) const;

  ElementType type_ = ElementType::kUint8;
  std::vector<std::int64_t> row_shape_;  // as the files have it
  Shape shape_;                          // as the model sees it
  double divisor_ = 1.0;
};

}  // namespace nnctl::data
