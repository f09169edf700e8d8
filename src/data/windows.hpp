// Samples that are windows over ordered rows: (length, features) seen, targets of the rows behind them forecast.
//
// The features of a row are those of its columns and, with target_history, of its targets; behind them stand the values
// that the known columns have `reach` rows later, so that a window's last rows tell what is known of the rows forecast.
// Rows are encoded once; a window is a position in the order. Targets are flattened step by step.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "data/preprocessor.hpp"
#include "data/sequences.hpp"

namespace nnctl::data {

class WindowDataset final : public Dataset {
 public:
  std::int64_t num_rows() const override { return static_cast<std::int64_t>(starts_.size()); }
  Shape feature_shape() const override { return {config_.length, width_ + known_width_}; }
  std::int64_t target_columns() const override {
    return target_width_ * static_cast<std::int64_t>(config_.steps.size());
  }

  /// The position behind the window's last row.
  std::int64_t end(std::int64_t window) const { return starts_[static_cast<std::size_t>(window)] + config_.length; }
  const Sequences& sequences() const { return sequences_; }
  const WindowConfig& config() const { return config_; }
  /// Each window's targets of `period` rows, or a multiple of it, before; where there are none, the last ones before
  /// the window's end. (windows, target columns)
  std::vector<Real> earlier_targets(std::int64_t period) const;
  /// Rows of one period: as configured, else by the time step; 0: none.
  std::int64_t season() const { return config_.season > 0 ? config_.season : sequences_.step.season(); }

 private:
  friend class WindowPreprocessing;
  WindowDataset(WindowConfig config, Sequences sequences)
      : config_(std::move(config)), sequences_(std::move(sequences)) {}
  void fill_rows(std::span<const std::int64_t> rows, const BatchView& batch) const override;

  WindowConfig config_;
  Sequences sequences_;
  std::vector<std::int64_t> encoded_;  // by position: which of the encoded rows; -1: none
  std::int64_t width_ = 0;
  std::int64_t known_width_ = 0;
  std::int64_t target_width_ = 0;
  std::vector<Real> features_;
  std::vector<Real> known_;
  std::vector<Real> targets_;
  std::vector<std::int64_t> starts_;
  std::shared_ptr<const Samples> samples_;
  std::vector<int> target_columns_;
};

/// Which windows of rows without targets are wanted.
enum class Origins { kLast, kAll };

class WindowPreprocessing final : public Preprocessing {
 public:
  static constexpr std::string_view kKind = "windows";

  static std::shared_ptr<const WindowPreprocessing> fit(const Table& table, const RowIds& rows,
                                                        const DataConfig& config);
  /// Windows over rows whose encoders are fitted: `rows` has all features of the config.
  static std::shared_ptr<const WindowPreprocessing> of_columns(const Preprocessor& rows,
                                                               std::span<const std::string> header,
                                                               const DataConfig& config);
  explicit WindowPreprocessing(const nlohmann::json& json);

  Shape feature_shape() const override;
  const std::vector<std::string>& columns() const override { return rows_.columns(); }
  void add_requests(TableRequest& request) const override;
  void check_header(const SourceConfig& source, const std::vector<std::string>& target_columns) const override {
    rows_.check_header(source, target_columns);
  }
  std::shared_ptr<const Samples> read(const SourceConfig& source, const TableRequest& request) const override {
    return rows_.read(source, request);
  }
  std::shared_ptr<const Samples> read_unlabelled(std::vector<ByteSource> files,
                                                 const TableRequest& request) const override {
    return rows_.read_unlabelled(std::move(files), request);
  }
  /// Windows that lie within `rows` whole. Throws a UserError(kData) when there is none.
  std::unique_ptr<Dataset> dataset(const std::shared_ptr<const Samples>& samples, const RowIds& rows,
                                   PackedTargets targets, std::vector<std::int64_t>* bad_rows) const override;
  /// Of a row of the table: windows share them.
  std::int64_t row_bytes() const override { return rows_.row_bytes() + (known_ ? known_->row_bytes() : 0); }
  std::string columns_by_type() const override { return rows_.columns_by_type(); }
  std::vector<std::string> column_types() const override { return rows_.column_types(); }
  std::shared_ptr<const Preprocessing> adapted(std::span<const std::string> header,
                                               const DataConfig& config) const override {
    return rows_.adapted(header, config);
  }
  nlohmann::json to_json() const override;

  /// Windows whose forecast may lie behind the last row of a group: the last one of each group, or all. With known
  /// columns the rows behind the last target are what is known ahead.
  std::unique_ptr<WindowDataset> forecasts(const std::shared_ptr<const Samples>& samples, Origins origins) const;

  const WindowConfig& config() const { return config_; }
  const OrderConfig& order_by() const { return order_by_; }
  const std::string& group_by() const { return group_by_; }

 private:
  WindowPreprocessing(Preprocessor rows, std::optional<Preprocessor> known, const DataConfig& config);
  std::unique_ptr<WindowDataset> begin(const std::shared_ptr<const Samples>& samples) const;
  void encode(WindowDataset& dataset, const std::vector<std::int64_t>& rows,
              const std::vector<std::int64_t>& known_rows) const;
  [[noreturn]] void fail_without_window(const WindowDataset& dataset, std::int64_t num_rows, std::int64_t longest,
                                        std::int64_t needed) const;

  Preprocessor rows_;
  std::optional<Preprocessor> known_;
  std::vector<std::string> targets_;
  WindowConfig config_;
  OrderConfig order_by_;
  std::string group_by_;
};

}  // namespace nnctl::data
