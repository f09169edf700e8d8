#include "data/split.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/rng.hpp"
#include "data/apportion.hpp"
#include "data/cell_text.hpp"
#include "data/target_encoder.hpp"

namespace nnctl::data {
namespace {

// Test first: a change of the validation part must not move the test rows.
constexpr std::array<Part, 3> kDealingOrder = {Part::kTest, Part::kValidation, Part::kTrain};

[[noreturn]] void fail(const std::string& file, std::string message, std::string hint) {
  throw UserError(Fault::kData,
                  {{.place = {.file = file}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
}

// Which part each row is in.
class PartOfRows {
 public:
  explicit PartOfRows(std::int64_t num_rows) : part_of_(static_cast<std::size_t>(num_rows)) {}

  /// Shuffled rows.
  void deal(std::span<const std::int32_t> rows, const PartSizes& sizes) {
    auto next = rows.begin();
    for (const Part part : kDealingOrder) {
      const auto end = next + sizes[static_cast<std::size_t>(part)];
      for (; next != end; ++next) part_of_[static_cast<std::size_t>(*next)] = static_cast<std::uint8_t>(part);
    }
  }
  Split split(SplitStrategy strategy) const {
    Split split{.strategy = strategy, .parts = {}};
    for (std::size_t row = 0; row < part_of_.size(); ++row) {
      split.parts[part_of_[row]].push_back(static_cast<std::int64_t>(row));
    }
    return split;
  }

 private:
  std::vector<std::uint8_t> part_of_;
};

// A split is dealt by numbers of 32 bits.
void check_row_count(std::int64_t num_rows) {
  if (num_rows <= std::numeric_limits<std::int32_t>::max()) return;
  throw UserError(Fault::kData, fmt::format("{} are more than a split takes", counted(num_rows, "row")),
                  "give validation and test files of their own");
}

std::string parts_with_rows(const PartSizes& sizes) {
  std::vector<std::string> names;
  for (const Part part : kParts) {
    if (sizes[static_cast<std::size_t>(part)] > 0) names.emplace_back(to_string(part));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::string_view to_string(Part part) {
  constexpr std::array<std::string_view, 3> kNames = {"train", "validation", "test"};
  return kNames[static_cast<std::size_t>(part)];
}

std::string_view to_string(SplitStrategy strategy) {
  constexpr std::array<std::string_view, 6> kNames = {"auto", "stratified", "random", "time", "group", "column"};
  return kNames[static_cast<std::size_t>(strategy)];
}

PartSizes part_sizes(std::int64_t num_rows, double validation, double test, const std::string& file) {
  const auto rows = static_cast<double>(num_rows);
  const auto wanted = [&](double size) { return size < 1.0 ? size * rows : size; };
  const double held_out = wanted(validation) + wanted(test);
  if (held_out >= rows) {
    fail(file,
         fmt::format("the file has {}, validation and test ask for {:.6g} and leave none to train on",
                     counted(num_rows, "row"), held_out),
         "make data.split.validation and data.split.test smaller");
  }
  const PartSizes sizes = round_to_sum({rows - held_out, wanted(validation), wanted(test)}, num_rows);
  const std::array<double, 3> asked = {1.0, validation, test};
  for (const Part part : kParts) {
    const auto index = static_cast<std::size_t>(part);
    if (sizes[index] > 0 || asked[index] == 0.0) continue;
    fail(file, fmt::format("the {} part gets none of the {}", to_string(part), counted(num_rows, "row")),
         part == Part::kTrain
             ? "add rows, or make data.split.validation and data.split.test smaller"
             : fmt::format("add rows, or set data.split.{} to a number of rows, or 0", to_string(part)));
  }
  return sizes;
}

Split split_randomly(const PartSizes& sizes, std::uint64_t seed) {
  const std::int64_t num_rows = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
  check_row_count(num_rows);
  std::vector<std::int32_t> rows(static_cast<std::size_t>(num_rows));
  std::iota(rows.begin(), rows.end(), 0);
  shuffle(rows, RandomStream(seed, "split"), 0);
  PartOfRows parts(num_rows);
  parts.deal(rows, sizes);
  return parts.split(SplitStrategy::kRandom);
}

std::vector<PartSizes> stratified_sizes(const PartSizes& sizes, std::span<const std::int64_t> class_sizes,
                                        std::span<const std::string> classes, const std::string& file) {
  const std::int64_t num_parts = std::count_if(sizes.begin(), sizes.end(), [](std::int64_t size) { return size > 0; });
  constexpr std::string_view kHint = "data.split.strategy: random";
  std::vector<std::int64_t> present_sizes;
  std::vector<std::size_t> present;  // classes that are declared and have no row have nothing to split
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const std::int64_t size = class_sizes[c];
    if (size == 0) continue;
    if (size < num_parts) {
      fail(file,
           fmt::format("class '{}' has {}, a stratified split into {} needs at least {} of every class", classes[c],
                       counted(size, "row"), parts_with_rows(sizes), num_parts),
           fmt::format("add rows, or {}", kHint));
    }
    present_sizes.push_back(size);
    present.push_back(c);
  }
  for (const Part part : kParts) {
    const std::int64_t size = sizes[static_cast<std::size_t>(part)];
    if (size == 0 || size >= std::ssize(present)) continue;
    fail(file,
         fmt::format("the {} part has {}, a stratified split needs one at least for each of {} classes",
                     to_string(part), counted(size, "row"), present.size()),
         fmt::format("make the part larger, or {}", kHint));
  }
  const std::vector<PartSizes> of_present = apportion(present_sizes, sizes);
  std::vector<PartSizes> of_class(classes.size());
  for (std::size_t i = 0; i < present.size(); ++i) of_class[present[i]] = of_present[i];
  return of_class;
}

Split split_stratified(const PartSizes& sizes, std::span<const std::int32_t> class_ids,
                       std::span<const std::string> classes, std::uint64_t seed, const std::string& file) {
  check_row_count(std::ssize(class_ids));
  std::vector<std::vector<std::int32_t>> rows_of(classes.size());
  for (std::size_t row = 0; row < class_ids.size(); ++row) {
    rows_of[static_cast<std::size_t>(class_ids[row])].push_back(static_cast<std::int32_t>(row));
  }
  std::vector<std::int64_t> class_sizes;
  for (const auto& rows : rows_of) class_sizes.push_back(std::ssize(rows));
  const std::vector<PartSizes> of_class = stratified_sizes(sizes, class_sizes, classes, file);
  const RandomStream stream(seed, "split");
  PartOfRows parts(std::ssize(class_ids));
  for (std::size_t c = 0; c < rows_of.size(); ++c) {
    shuffle(rows_of[c], stream, c);
    parts.deal(rows_of[c], of_class[c]);
  }
  return parts.split(SplitStrategy::kStratified);
}

}  // namespace nnctl::data
