// Arrays that are more than memory: the same rows as in memory, read from their files.
#include <cmath>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "data/array_samples.hpp"
#include "data/prepare.hpp"
#include "unit/data/fixtures.hpp"
#include "unit/data/idx_files.hpp"
#include "unit/data/npy_files.hpp"

namespace nnctl::data {
namespace {

constexpr std::int64_t kRows = 3000;

template <class T>
std::string elements(T (*value)(std::int64_t)) {
  std::vector<T> all(kRows * 400);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = value(static_cast<std::int64_t>(i));
  return bytes_of(all);
}

// Rows of 20 x 20 that take 1.2 MB and more, and their labels.
DataConfig config_of(const TemporaryFolder& folder, const std::string& name, const std::string& features) {
  DataConfig config;
  config.train.arrays = true;
  config.train.files = {folder.write(name, features), folder.write(
                                                          "labels", idx_header(8, {kRows}) + [] {
                                                            std::string labels(kRows, '\0');
                                                            for (std::size_t i = 0; i < labels.size(); ++i)
                                                              labels[i] = static_cast<char>(i % 7);
                                                            return labels;
                                                          }())};
  return config;
}

PreparedData prepared(DataConfig config, std::int64_t memory) {
  config.memory.bytes = config.train.memory.bytes = memory;
  return prepare(config, {.wants_category = true});
}

struct Kind {
  std::string name;
  std::string bytes;
};

Kind kind_of(int index) {
  constexpr std::int64_t kCount = kRows * 400;
  const std::string shape = fmt::format("({}, 20, 20)", kRows);
  switch (index) {
    case 0:
      return {"x.idx", idx_header(8, {kRows, 20, 20}) + counting_bytes(kCount)};
    case 1:
      return {"x.idx", idx_header(0x0B, {kRows, 20, 20}) + counting_bytes(kCount * 2)};
    case 2:
      return {"x.npy", npy(dict("|u1", shape), counting_bytes(kCount))};
    case 3:
      return {"x.npy", npy(dict("<f4", shape),
                           elements<float>([](std::int64_t i) { return std::sin(0.1F * static_cast<float>(i)); }))};
    default:
      return {"x.npy", npy(dict("<f2", shape), elements<std::uint16_t>([](std::int64_t i) {
                             return static_cast<std::uint16_t>(i % 0x7c00);  // finite
                           }))};
  }
}

TEST_CASE("an array on the disk has the rows of the one in memory", "[paged]") {
  const TemporaryFolder folder;
  const Kind kind = kind_of(GENERATE(range(0, 5)));
  const DataConfig config = config_of(folder, kind.name, kind.bytes);
  const PreparedData small = prepared(config, MemoryConfig::kLeast);
  const PreparedData large = prepared(config, MemoryConfig::kDefault);
  REQUIRE(small.is_paged());
  REQUIRE_FALSE(large.is_paged());
  CHECK(small.notes.back().starts_with(
      fmt::format("{} rows take", small.part(Part::kTrain).num_rows() + small.part(Part::kValidation).num_rows())));
  for (const Part part : kParts) {
    CHECK(small.part(part).fingerprint == large.part(part).fingerprint);
    const auto pages = small.dataset(part, TargetEncoding::kClassIndex);
    const auto memory = large.dataset(part, TargetEncoding::kClassIndex);
    REQUIRE(features_of(*pages) == features_of(*memory));
    REQUIRE(targets_of(*pages) == targets_of(*memory));
    std::vector<Real> row(400);
    std::vector<Real> same(400);
    for (const std::int64_t id : {pages->num_rows() - 1, std::int64_t{0}, pages->num_rows() / 2}) {
      pages->fill({&id, 1}, {.features = row.data()});
      memory->fill({&id, 1}, {.features = same.data()});
      REQUIRE(row == same);
    }
  }
}

TEST_CASE("arrays that cannot stay on the disk say what to do", "[paged]") {
  const TemporaryFolder folder;
  const std::string bytes = counting_bytes(kRows * 400);
  const auto error = [&](const std::string& name, const std::string& file) {
    return folder.relative(error_of([&] { prepared(config_of(folder, name, file), MemoryConfig::kLeast); }));
  };
  CHECK(
      error("x.gz", gzipped(idx_header(8, {kRows, 20, 20}) + bytes)) ==
      "x.gz: error: the array takes 2 MB, more than data.memory (1 MB), and is packed: its rows cannot be read one by "
      "one\n  hint: unpack it to an IDX or NPY file, or set data.memory to 2 MB or more\n");
  CHECK(error("x.npy", npy(dict("|u1", fmt::format("({}, 20, 20)", kRows), true), bytes)) ==
        "x.npy: error: the array takes 2 MB, more than data.memory (1 MB), and its columns come first in the file\n"
        "  hint: save it with numpy.ascontiguousarray, or set data.memory to 2 MB or more\n");
}

TEST_CASE("a value of an array on the disk that is no number is told with its row", "[paged]") {
  const TemporaryFolder folder;
  std::string bytes = kind_of(3).bytes;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::memcpy(bytes.data() + bytes.size() - sizeof(float), &nan, sizeof(float));
  const DataConfig config = config_of(folder, "x.npy", bytes);
  const auto read = [&](std::int64_t memory) {
    const PreparedData data = prepared(config, memory);
    for (const Part part : kParts) data.dataset(part, TargetEncoding::kClassIndex);
  };
  const std::string error = folder.relative(error_of([&] { read(MemoryConfig::kLeast); }));
  CHECK(error == "x.npy: error: row 3000 holds a value that is no finite 32-bit number\n  hint: correct the data\n");
  CHECK(error == folder.relative(error_of([&] { read(MemoryConfig::kDefault); })));
}

TEST_CASE("an array that changes while it is in use is refused", "[paged]") {
  const TemporaryFolder folder;
  const Kind kind = kind_of(0);
  const PreparedData data = prepared(config_of(folder, kind.name, kind.bytes), MemoryConfig::kLeast);
  const auto pages = data.dataset(Part::kTrain, TargetEncoding::kClassIndex);
  folder.write(kind.name, kind.bytes + "x");
  CHECK(folder.relative(error_of([&] { features_of(*pages); })) ==
        "error: 'x.idx' changed while it was read\n  hint: start again once it is written\n");
}

}  // namespace
}  // namespace nnctl::data
