#include "data/split.hpp"

#include <algorithm>
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

// Deals shuffled rows out to the parts.
void deal(std::span<const std::int64_t> rows, const PartSizes& sizes, Split& split) {
  auto next = rows.begin();
  for (const Part part : kDealingOrder) {
    std::vector<std::int64_t>& dealt = split.parts[static_cast<std::size_t>(part)];
    const auto end = next + sizes[static_cast<std::size_t>(part)];
    dealt.insert(dealt.end(), next, end);
    next = end;
  }
}

void sort_parts(Split& split) {
  for (std::vector<std::int64_t>& rows : split.parts) std::sort(rows.begin(), rows.end());
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
  std::vector<std::int64_t> rows(
      static_cast<std::size_t>(std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0})));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  shuffle(rows, RandomStream(seed, "split"), 0);
  Split split{.strategy = SplitStrategy::kRandom, .parts = {}};
  deal(rows, sizes, split);
  sort_parts(split);
  return split;
}

Split split_stratified(const PartSizes& sizes, std::span<const std::int32_t> class_ids,
                       std::span<const std::string> classes, std::uint64_t seed, const std::string& file) {
  std::vector<std::vector<std::int64_t>> rows_of(classes.size());
  for (std::size_t row = 0; row < class_ids.size(); ++row) {
    rows_of[static_cast<std::size_t>(class_ids[row])].push_back(static_cast<std::int64_t>(row));
  }
  const std::int64_t num_parts = std::count_if(sizes.begin(), sizes.end(), [](std::int64_t size) { return size > 0; });
  constexpr std::string_view kHint = "data.split.strategy: random";
  std::vector<std::int64_t> class_sizes;
  std::vector<std::size_t> present;  // classes that are declared and have no row have nothing to split
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const std::int64_t size = std::ssize(rows_of[c]);
    if (size == 0) continue;
    if (size < num_parts) {
      fail(file,
           fmt::format("class '{}' has {}, a stratified split into {} needs at least {} of every class", classes[c],
                       counted(size, "row"), parts_with_rows(sizes), num_parts),
           fmt::format("add rows, or {}", kHint));
    }
    class_sizes.push_back(size);
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

  const RandomStream stream(seed, "split");
  const std::vector<PartSizes> counts = apportion(class_sizes, sizes);
  Split split{.strategy = SplitStrategy::kStratified, .parts = {}};
  for (std::size_t i = 0; i < present.size(); ++i) {
    std::vector<std::int64_t>& rows = rows_of[present[i]];
    shuffle(rows, stream, present[i]);
    deal(rows, counts[i], split);
  }
  sort_parts(split);
  return split;
}

}  // namespace nnctl::data
