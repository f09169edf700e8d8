// The line that is kept of each epoch:
//   epoch  3/20  120ms  loss 0.9123  accuracy 0.6412  val_loss 0.8812  val_accuracy 0.6603 *
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "report/look.hpp"
#include "train/events.hpp"

namespace nnctl::report {

/// Lines whose fields stand below one another: a field keeps the widest width it has needed so far.
class EpochLines {
 public:
  /// `monitor`: the value the best epoch is chosen by; the last to be left out.
  EpochLines(std::int64_t epochs, std::string monitor);

  /// One line with its newline, never wider than the look. When the fields do not fit it is set more closely (without
  /// the word "epoch", with single blanks, without the number of epochs); then fields are left out, the least
  /// important first: learning rate, further metrics, loss. The learning rate is shown from its first change on.
  /// '*': the best epoch so far.
  std::string line(const Look& look, const train::EpochEvent& event);

 private:
  struct Field {
    std::string name;
    std::size_t importance = 0;  // 0 is the most
    std::size_t width = 0;       // of the value
    std::string value;
  };
  struct Setting {
    bool word = true;
    std::size_t gap = 2;
    bool total = true;
    std::size_t num_fields = 0;  // the most important so many
  };

  void set(const std::string& name, std::string value, std::size_t importance);
  std::string head(const Setting& setting, std::int64_t epoch, const std::string& seconds) const;
  bool is_shown(const Field& field, const Setting& setting) const;
  std::size_t width_of(const Setting& setting) const;
  Setting closest_fit(std::size_t width) const;
  std::size_t importance_of(const std::string& name, std::size_t position) const;

  std::int64_t epochs_;
  std::string monitor_;
  std::vector<Field> fields_;  // in the order they are shown
  std::size_t seconds_width_ = 5;
  double first_rate_ = -1;  // learning rate of the first epoch shown; negative before
  bool shows_rate_ = false;
};

}  // namespace nnctl::report
