#include "data/table_rows.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "base/long_work.hpp"

namespace nnctl::data {

TableRows::TableRows(std::shared_ptr<const Samples> samples, RowIds rows, Preprocessor preprocessor,
                     const TargetRows& target, std::int64_t block_rows)
    : PagedRows(std::move(samples), std::move(rows), target, block_rows),
      preprocessor_(std::move(preprocessor)),
      columns_(find_columns(*this->samples().table(), preprocessor_.columns())) {
  check();
}

void TableRows::check() {
  bool carries = false;
  for (std::size_t c = 0; c < columns_.size(); ++c) carries = carries || preprocessor_.encoder(c).carries_values();
  const Table& table = *samples().table();
  std::vector<EncodeState> states(columns_.size());
  std::vector<Real> features(static_cast<std::size_t>(block_rows() * preprocessor_.num_features()));
  std::vector<Real> targets(static_cast<std::size_t>(block_rows() * target_columns()));
  std::vector<std::int64_t> ids;
  CellMistakes mistakes(table);
  LongWork work("encoding", table.place().file, num_rows() * preprocessor_.row_bytes());
  for (std::int64_t block = 0; block < num_blocks(); ++block) {
    if (carries) {
      LastValues& last = last_values_.emplace_back();
      for (const EncodeState& state : states) last.push_back(state.last);
    }
    read_ids(block, ids);
    preprocessor_.encode_rows(table, columns_, ids, states, features.data(),
                              [&](std::size_t position, std::size_t column, CellMistake mistake) {
                                mistakes.add(ids[position], columns_[column], std::move(mistake));
                              });
    put_targets(ids, targets.data());
    work.add(rows_in(block) * preprocessor_.row_bytes());
  }
  mistakes.throw_if_any();
}

void TableRows::put_block(std::int64_t block, std::span<const std::int64_t> ids, Real* features) const {
  std::vector<EncodeState> states(columns_.size());
  if (!last_values_.empty()) {
    for (std::size_t c = 0; c < states.size(); ++c) states[c].last = last_values_[static_cast<std::size_t>(block)][c];
  }
  const auto never = [](std::size_t, std::size_t, const CellMistake&) {
    NNCTL_ASSERT(false, "a cell that was encoded before cannot be");
  };
  preprocessor_.encode_rows(*samples().table(), columns_, ids, states, features, never);
}

void TableRows::put_row(std::int64_t id, Real* features) const {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const FeatureEncoder& encoder = preprocessor_.encoder(c);
    encoder.encode(samples().table()->cell(id, columns_[c]), features);
    features += encoder.width();
  }
}

}  // namespace nnctl::data
