// The `data:` block as it is written. The structs are the data module's own; their YAML forms are here.
#pragma once

#include <filesystem>
#include <string>

#include "data/config.hpp"
#include "experiment/declare_codec.hpp"
#include "experiment/preprocessing_run.hpp"
#include "schema/schema.hpp"

namespace nnctl::experiment {

struct DataBlock {
  data::SourceConfig train;
  data::SourceConfig validation;
  data::SourceConfig test;
  data::TargetConfig target;
  std::vector<std::string> features;
  std::vector<std::string> exclude;
  std::optional<std::string> id;
  std::optional<std::string> weight;
  data::ColumnMap columns;
  data::ColumnDefaults defaults;
  std::vector<std::int64_t> shape;
  std::optional<data::ArrayScale> scale;
  data::SplitConfig split;
  data::OrderConfig order_by;
  std::optional<std::string> group_by;
  std::optional<std::int64_t> folds;
  std::optional<std::int64_t> fold;
  std::optional<data::WindowConfig> window;
  data::CsvOptions csv;
  std::vector<std::string> na_values;
  data::CacheConfig cache;
  data::MemoryConfig memory;
  std::optional<PreprocessingRun> preprocessing;

  static const schema::Schema<DataBlock>& schema();
  data::DataConfig to_config() const;
  /// `csv` and `na_values`.
  data::CsvOptions csv_options() const;
};

}  // namespace nnctl::experiment

namespace nnctl::schema {

NNCTL_DECLARE_CODEC(data::SourceConfig)
NNCTL_DECLARE_CODEC(data::TargetConfig)
NNCTL_DECLARE_CODEC(data::ColumnMap)
NNCTL_DECLARE_CODEC(data::ColumnDefaults)

#define NNCTL_CHOICES(E)                        \
  template <>                                   \
  struct Choices<E> {                           \
    static const std::vector<Choice<E>>& all(); \
  };
NNCTL_CHOICES(data::ArrayScale)
NNCTL_CHOICES(data::TargetType)
NNCTL_CHOICES(data::TargetMissing)
NNCTL_CHOICES(data::SplitStrategy)
NNCTL_CHOICES(data::Gaps)
NNCTL_CHOICES(data::CsvEncoding)
#undef NNCTL_CHOICES

NNCTL_DECLARE_CODEC(data::CsvOptions)
NNCTL_DECLARE_CODEC(data::CacheConfig)
NNCTL_DECLARE_CODEC(data::MemoryConfig)
NNCTL_DECLARE_CODEC(data::SplitConfig)
NNCTL_DECLARE_CODEC(data::OrderConfig)
NNCTL_DECLARE_CODEC(data::WindowConfig)

}  // namespace nnctl::schema
