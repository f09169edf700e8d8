// A fresh folder that goes away with its owner.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nnctl::test {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Every file and folder below, relative and sorted; folders end with '/'.
  std::vector<std::string> listing() const;

 private:
  std::filesystem::path path_;
};

std::string read_text(const std::filesystem::path& file);  ///< Empty when there is no such file.
void write_text(const std::filesystem::path& file, const std::string& text);

}  // namespace nnctl::test
