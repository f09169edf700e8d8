#include "data/table_rows.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "parallel/thread_pool.hpp"

namespace nnctl::data {

TableRows::TableRows(std::shared_ptr<const Samples> samples, RowIds rows, Preprocessor preprocessor,
                     const TargetRows& target, std::int64_t block_rows)
    : samples_(std::move(samples)),
      rows_(std::move(rows)),
      preprocessor_(std::move(preprocessor)),
      encoding_(target.encoding),
      target_columns_(target.width()),
      block_rows_(block_rows),
      columns_(find_columns(*samples_->table(), preprocessor_.columns())) {
  if (target.encoder != nullptr) target_ = *target.encoder;
  check();
}

void TableRows::read_ids(std::int64_t first, std::int64_t count, std::vector<std::int64_t>& ids) const {
  ids.clear();
  for (auto row = rows_.from(first); std::ssize(ids) < count; ++row) ids.push_back(*row);
}

void TableRows::check() {
  const bool carries = std::ranges::any_of(preprocessor_.columns(), [&, c = std::size_t{0}](const auto&) mutable {
    return preprocessor_.encoder(c++).carries_values();
  });
  std::vector<EncodeState> states(columns_.size());
  std::vector<Real> features(static_cast<std::size_t>(block_rows_ * preprocessor_.num_features()));
  std::vector<Real> targets(static_cast<std::size_t>(block_rows_ * target_columns_));
  std::vector<std::int64_t> ids;
  CellMistakes mistakes(*samples_->table());
  std::vector<std::vector<std::optional<double>>> last_values;
  for (std::int64_t block = 0; block * block_rows_ < num_rows(); ++block) {
    if (carries) {
      std::vector<std::optional<double>>& last = last_values.emplace_back();
      for (const EncodeState& state : states) last.push_back(state.last);
    }
    read_ids(block * block_rows_, rows_in(block), ids);
    preprocessor_.encode_rows(*samples_->table(), columns_, ids, states, features.data(),
                              [&](std::size_t position, std::size_t column, CellMistake mistake) {
                                mistakes.add(ids[position], columns_[column], std::move(mistake));
                              });
    if (target_) put_targets(ids, targets.data());
  }
  mistakes.throw_if_any();
  last_values_ = std::move(last_values);
}

void TableRows::put_targets(const std::vector<std::int64_t>& ids, Real* targets) const {
  const std::vector<Real> encoded = target_->encode(samples_->targets(), ids, encoding_);
  std::ranges::copy(encoded, targets);
}

void TableRows::read_block(std::int64_t block, Real* features, Real* targets) const {
  const KeepDenormals precise;
  std::vector<std::int64_t> ids;
  read_ids(block * block_rows_, rows_in(block), ids);
  std::vector<EncodeState> states(columns_.size());
  if (!last_values_.empty()) {
    for (std::size_t c = 0; c < states.size(); ++c) states[c].last = last_values_[static_cast<std::size_t>(block)][c];
  }
  const auto never = [](std::size_t, std::size_t, const CellMistake&) {
    NNCTL_ASSERT(false, "a cell that was encoded before cannot be");
  };
  if (features != nullptr) {
    preprocessor_.encode_rows(*samples_->table(), columns_, ids, states, features, never);
  }
  if (targets != nullptr && target_) put_targets(ids, targets);
}

void TableRows::read_row(std::int64_t row, Real* features, Real* targets) const {
  const KeepDenormals precise;
  const std::int64_t id = rows_[row];
  for (std::size_t c = 0; features != nullptr && c < columns_.size(); ++c) {
    const FeatureEncoder& encoder = preprocessor_.encoder(c);
    encoder.encode(samples_->table()->cell(id, columns_[c]), features);
    features += encoder.width();
  }
  if (targets != nullptr && target_) put_targets({id}, targets);
}

}  // namespace nnctl::data
