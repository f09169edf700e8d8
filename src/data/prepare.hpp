// From a config to rows that can be trained on, and from a stored model's preprocessing to rows that it can judge.
//
//   PreparedData data = prepare(config, {.wants_category = true});
//   std::unique_ptr<Dataset> train = data.dataset(Part::kTrain, TargetEncoding::kClassIndex);
//
// Statistics come from training rows only. Features of test rows are read when dataset(Part::kTest, ...) is asked for,
// and a test source of its own is not opened before beyond its header.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/config.hpp"
#include "data/dataset.hpp"
#include "data/mistakes.hpp"
#include "data/preprocessing.hpp"
#include "data/samples.hpp"
#include "data/split.hpp"
#include "data/target_encoder.hpp"

namespace nnctl::data {

/// Some rows of a source.
struct PartRows {
  std::shared_ptr<const Samples> samples;  ///< null for a part that has no rows or was not read
  RowIds rows;                             ///< of the samples
  std::string fingerprint;                 ///< see fingerprint()
  std::int64_t num_dropped = 0;            ///< rows left out for a missing value; see Preprocessing::drop_missing()

  std::int64_t num_rows() const { return rows.count(); }
};

/// XXH3-128 of the bytes that the samples came from and the names of the columns used, in order.
std::string fingerprint(const Samples& samples, const Preprocessing& preprocessing, const TargetEncoder& target);

/// Features, and targets unless `target` is null. Errors are those of the two encoders. `weight`: the table's column of
/// sample weights, if any. Rows that are more than `memory` are held a piece at a time.
std::unique_ptr<Dataset> make_dataset(const PartRows& rows, const Preprocessing& preprocessing,
                                      const TargetEncoder* target, TargetEncoding encoding,
                                      const std::string& weight = {}, const MemoryConfig& memory = {});

/// What another run has fitted, to be used instead of statistics of one's own.
struct FittedData {
  std::string origin;                                  ///< the model file
  std::shared_ptr<const Preprocessing> preprocessing;  ///< of the same kind, with all features of the config
  std::optional<TargetEncoder> target;                 ///< of as many columns; none: the target is fitted
};

struct PrepareOptions {
  bool wants_category = false;                    ///< the loss or the last activation is one for classes
  bool wants_labels = false;                      ///< and it is one for two classes, or several labels a row
  std::shared_ptr<const FittedData> fitted = {};  ///< null: all is fitted
};

/// What the train source's header tells, before rows are read.
struct HeaderFacts {
  Shape feature_shape;                  ///< of one row; meaningless when there are mistakes
  bool shape_is_certain = true;         ///< else some columns may become more features than one
  std::vector<ConfigMistake> mistakes;  ///< of the config beside it
};
/// `config` is without mistakes of its own. Throws a UserError(kData) for headers that are damaged or do not fit.
HeaderFacts read_header_facts(const DataConfig& config, const PrepareOptions& options);

struct PreparedData {
  DataConfig config;                         ///< that it was prepared by
  std::shared_ptr<const FittedData> fitted;  ///< see PrepareOptions
  std::shared_ptr<const Preprocessing> preprocessing;
  TargetEncoder target;
  std::string weight;  ///< the column of sample weights; empty: none
  MemoryConfig memory;
  bool has_windows = false;      ///< samples are windows over rows
  Split split;                   ///< of the train source; a part with a source of its own has no rows in it
  std::array<PartRows, 3> rows;  ///< by Part; a test source of its own is not read
  /// Rows of each class by Part; empty for numbers and for a part that is not read.
  std::array<std::vector<std::int64_t>, 3> class_counts;
  std::string columns_by_type;     ///< see Preprocessing::columns_by_type()
  std::vector<std::string> notes;  ///< one sentence each, for the user

  const PartRows& part(Part part) const { return rows[static_cast<std::size_t>(part)]; }
  std::unique_ptr<Dataset> dataset(Part part, TargetEncoding encoding) const;
  /// Whether the training rows are held a piece at a time.
  bool is_paged() const;
};

/// Reads, splits and fits. Throws a UserError: kConfig with all of check_config()'s and the header's mistakes
/// (without places: a caller that knows them checks first), kData for what is wrong with the data.
PreparedData prepare(const DataConfig& config, const PrepareOptions& options);

/// The rows of a part for a stored model: its own source, or the same split of the train source again. The caller
/// compares the fingerprint. Empty rows when the config holds none out for this part.
PartRows reopen(const DataConfig& config, Part part, const Preprocessing& preprocessing, const TargetEncoder& target);

/// All rows of other data for a stored model, with the columns of the config's roles as far as they are there.
PartRows open_rows(const SourceConfig& source, const Preprocessing& preprocessing, const TargetEncoder& target,
                   const DataConfig& config);

}  // namespace nnctl::data
