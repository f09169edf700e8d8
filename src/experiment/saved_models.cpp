#include "experiment/saved_models.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

#include <fmt/format.h>

#include "base/file.hpp"

namespace nnctl::experiment {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kBegin = "epoch_";
constexpr std::string_view kEnd = ".safetensors";

// The models there are, by epoch.
std::map<std::int64_t, fs::path> models_in(const fs::path& directory) {
  std::map<std::int64_t, fs::path> models;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kBegin) || !name.ends_with(kEnd)) continue;
    const char* first = name.data() + kBegin.size();
    const char* last = name.data() + name.size() - kEnd.size();
    std::int64_t epoch = 0;
    const auto [end, problem] = std::from_chars(first, last, epoch);
    if (problem == std::errc{} && end == last) models[epoch] = entry.path();
  }
  return models;
}

}  // namespace

SavedModels::SavedModels(fs::path directory, std::optional<std::int64_t> keep)
    : directory_(std::move(directory)), keep_(keep) {}

void SavedModels::add(std::int64_t epoch, std::string_view bytes) const {
  make_directories(directory_);
  write_file_atomically(directory_ / fmt::format("{}{:04}{}", kBegin, epoch, kEnd), bytes);
  prune();
}

void SavedModels::prune() const {
  if (!keep_) return;
  const auto models = models_in(directory_);
  std::int64_t surplus = std::ssize(models) - *keep_;
  for (auto oldest = models.begin(); surplus > 0; ++oldest, --surplus) {
    std::error_code error;
    fs::remove(oldest->second, error);
  }
}

void SavedModels::drop_after(std::int64_t epoch) const {
  for (const auto& [saved, path] : models_in(directory_)) {
    std::error_code error;
    if (saved > epoch) fs::remove(path, error);
  }
  prune();  // a run may have been killed between writing one and removing another
}

}  // namespace nnctl::experiment
