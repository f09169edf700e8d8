// What the tests of data share: errors as text, a folder for files, three small tables of the shapes users have.
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/diagnostic.hpp"
#include "data/dataset.hpp"

namespace nnctl::data {

/// The whole text of the UserError that `call` throws.
template <class Call>
std::string error_of(Call call, Fault fault = Fault::kData) {
  try {
    call();
  } catch (const UserError& error) {
    CHECK(error.fault() == fault);
    return error.what();
  }
  return "no error";
}

/// All rows of a dataset, packed.
inline std::vector<std::int64_t> ids_of(const Dataset& dataset) {
  std::vector<std::int64_t> ids(static_cast<std::size_t>(dataset.num_rows()));
  std::iota(ids.begin(), ids.end(), std::int64_t{0});
  return ids;
}

inline std::vector<Real> features_of(const Dataset& dataset) {
  std::vector<Real> features(static_cast<std::size_t>(dataset.num_rows() * dataset.feature_shape().num_elements()));
  dataset.fill(ids_of(dataset), {.features = features.data()});
  return features;
}

inline std::vector<Real> targets_of(const Dataset& dataset) {
  std::vector<Real> targets(static_cast<std::size_t>(dataset.num_rows() * dataset.target_columns()));
  dataset.fill(ids_of(dataset), {.targets = targets.data()});
  return targets;
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    static std::atomic<int> next{0};
    path_ = std::filesystem::temp_directory_path() /
            ("nnctl_data_" + std::to_string(::getpid()) + "_" + std::to_string(next++));
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  std::filesystem::path path() const { return path_; }

  /// `text` without this folder's name.
  std::string relative(std::string text) const {
    const std::string prefix = path_.string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
      text.erase(at, prefix.size());
    }
    return text;
  }

 private:
  std::filesystem::path path_;
};

/// As a spreadsheet exports it: a byte-order mark, CRLF, quoted titles with commas, quotes and a line end.
inline constexpr std::string_view kSongs =
    "\xEF\xBB\xBF"
    "title,tempo,energy,genre\r\n"
    "\"Lilting, slow\",92.5,0.31,jig\r\n"
    "\"The \"\"Old\"\" Reel\",118,0.72,reel\r\n"
    "\"Two\nLines\",1.2e2,.5,reel\r\n"
    "Caf\xC3\xA9,+88, 0.4 ,jig\r\n";

/// As pandas writes it: integers turned to floats by a missing value, True and False.
inline constexpr std::string_view kPandas =
    "age,income,owner,bought\n"
    "31.0,42000.5,True,1\n"
    ",38000.0,False,0\n"
    "52.0,NaN,True,1\n"
    "47.0,61000.0,False,0\n";

/// As an instrument logs it: two targets, names with blanks and units, no line end at the end.
inline constexpr std::string_view kSensor =
    "time, flow (l/min),Body Mass (g),heat,cool\n"
    "0,1.5,3750,10,-1\n"
    "1,2.5,3800,20,-2\n"
    "2,3.5,3250,30,-3";

}  // namespace nnctl::data
