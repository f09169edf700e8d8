// From a config and a table to the split that the config asks for: its strategy, or one fold of a cross-validation.
#pragma once

#include "data/config.hpp"
#include "data/split.hpp"
#include "data/table.hpp"
#include "data/target_encoder.hpp"

namespace nnctl::data {

/// The strategy that `auto` stands for: time with order_by, group with group_by, stratified for classes, else random.
SplitStrategy settled_strategy(const DataConfig& config, bool has_classes);

/// Splits the train source, whose columns of roles and targets are in `table`. With config.fold > 0 the test part is
/// that fold and the rows that data.split.test holds out are in no part. Throws a UserError: kData for rows that do not
/// suffice or carry no value, kConfig for a strategy that the target does not allow.
Split choose_split(const Table& table, const DataConfig& config, const TargetEncoder& target);

}  // namespace nnctl::data
