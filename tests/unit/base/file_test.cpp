#include "base/file.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <array>
#include <csignal>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/assert.hpp"
#include "unit/base/temporary_directory.hpp"

namespace nnctl {
namespace {

namespace fs = std::filesystem;

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const UserError& error) {
    CHECK(error.fault() == Fault::kData);
    return error.what();
  }
  return "no error";
}

std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) names.push_back(entry.path().filename().string());
  return names;
}

// Lets this process write no file beyond `bytes`, and no signal say so.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit old_{};
};

TEST_CASE("a file is read as it was written") {
  const TemporaryDirectory directory;
  const fs::path path = directory.path() / "bytes";
  for (const std::size_t size : {0, 1, 65'535, 65'536, 65'537, 1'000'000}) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 % 251);
    write_file_atomically(path, bytes, /*durable=*/size % 2 == 0);
    CHECK(read_file(path) == bytes);
  }
  CHECK(names_in(directory.path()) == std::vector<std::string>{"bytes"});
}

TEST_CASE("pieces are written one after another") {
  const TemporaryDirectory directory;
  const std::array<std::string_view, 3> pieces{"one", "", "two"};
  write_file_atomically(directory.path() / "f", pieces);
  CHECK(read_file(directory.path() / "f") == "onetwo");
}

TEST_CASE("files of unknown size are read to their end") {
  CHECK_FALSE(read_file("/proc/self/status").empty());
  const TemporaryDirectory directory;
  const fs::path pipe = directory.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const std::string bytes(300'000, 'x');
  std::thread writer([&] { write_file_atomically(pipe, bytes); });
  CHECK(read_file(pipe) == bytes);
  writer.join();
  CHECK(fs::is_fifo(pipe));
}

TEST_CASE("reading says what is in the way") {
  const TemporaryDirectory directory;
  const std::string base = directory.path().string();
  CHECK(error_of([&] { read_file(base + "/x.csv"); }) == "error: cannot read '" + base + "/x.csv': no such file\n");
  CHECK(error_of([&] { read_file(base); }) == "error: cannot read '" + base + "': it is a directory\n");
  CHECK_THROWS_AS(read_file(""), UserError);
  try {
    read_file(base + "/x.yaml", Fault::kConfig);
    FAIL("no error");
  } catch (const UserError& error) {
    CHECK(error.fault() == Fault::kConfig);
  }
  if (::geteuid() != 0) {
    write_file_atomically(base + "/secret", "x");
    fs::permissions(base + "/secret", fs::perms::none);
    CHECK(error_of([&] { read_file(base + "/secret"); }) ==
          "error: cannot read '" + base + "/secret': permission denied\n");
  }
}

TEST_CASE("writing says what is in the way") {
  const TemporaryDirectory directory;
  const std::string base = directory.path().string();
  CHECK(error_of([&] { write_file_atomically(base, "x"); }) ==
        "error: cannot write '" + base + "': it is a directory\n");
  CHECK(error_of([&] { write_file_atomically(base + "/a/f", "x"); }) ==
        "error: cannot write '" + base + "/a/f': no such directory '" + base + "/a'\n");
  write_file_atomically(base + "/f", "x");
  CHECK(error_of([&] { write_file_atomically(base + "/f/g/h", "x"); }) ==
        "error: cannot write '" + base + "/f/g/h': '" + base + "/f' is not a directory\n");
  CHECK(error_of([&] { AppendFile(base + "/a/f"); }) ==
        "error: cannot write '" + base + "/a/f': no such directory '" + base + "/a'\n");
}

TEST_CASE("a write that fails leaves the old file and nothing beside it") {
  const TemporaryDirectory directory;
  const fs::path path = directory.path() / "model";
  write_file_atomically(path, "old");
  const std::string large(100'000, 'x');
  {
    const FileSizeLimit limit(10'000);
    CHECK(error_of([&] { write_file_atomically(path, large); }) ==
          "error: cannot write '" + path.string() + "': file too large\n");
  }
  CHECK(read_file(path) == "old");
  CHECK(names_in(directory.path()) == std::vector<std::string>{"model"});
}

TEST_CASE("a replaced file keeps its permissions and a link its target") {
  const TemporaryDirectory directory;
  const fs::path path = directory.path() / "file";
  const fs::path link = directory.path() / "link";
  write_file_atomically(path, "old");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("file", link);
  write_file_atomically(link, "new");
  CHECK(fs::is_symlink(link));
  CHECK(read_file(path) == "new");
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a device is written, not replaced") {
  write_file_atomically("/dev/null", "x");
  CHECK(fs::is_character_file("/dev/null"));
  CHECK(error_of([] { write_file_atomically("/dev/full", "x"); }) ==
        "error: cannot write '/dev/full': no space left on device\n");
}

TEST_CASE("a name as long as names may be can be written") {
  const TemporaryDirectory directory;
  const fs::path path = directory.path() / std::string(255, 'n');
  write_file_atomically(path, "x");
  CHECK(read_file(path) == "x");
}

TEST_CASE("directories are made with their parents") {
  const TemporaryDirectory directory;
  const std::string base = directory.path().string();
  make_directories(base + "/a/b/c");
  make_directories(base + "/a/b/c");
  make_directories("");
  CHECK(fs::is_directory(base + "/a/b/c"));
  write_file_atomically(base + "/f", "x");
  const std::string cause = "'" + base + "/f' is not a directory\n";
  CHECK(error_of([&] { make_directories(base + "/f"); }) == "error: cannot make directory '" + base + "/f': " + cause);
  CHECK(error_of([&] { make_directories(base + "/f/g"); }) ==
        "error: cannot make directory '" + base + "/f/g': " + cause);
}

TEST_CASE("a new directory is made once") {
  const TemporaryDirectory directory;
  const std::string base = directory.path().string();
  CHECK(make_new_directory(base + "/1"));
  CHECK_FALSE(make_new_directory(base + "/1"));
  write_file_atomically(base + "/f", "x");
  CHECK_FALSE(make_new_directory(base + "/f"));
  CHECK(read_file(base + "/f") == "x");
  CHECK(error_of([&] { make_new_directory(base + "/a/1"); }) ==
        "error: cannot make directory '" + base + "/a/1': no such directory '" + base + "/a'\n");
}

TEST_CASE("lines are appended and there at once") {
  const TemporaryDirectory directory;
  const fs::path path = directory.path() / "metrics.csv";
  {
    AppendFile file(path);
    file.append("epoch,loss\n");
    CHECK(read_file(path) == "epoch,loss\n");
    AppendFile moved(std::move(file));
    moved.append("1,0.5\n");
    AppendFile other(directory.path() / "other");
    other = std::move(moved);
    other.append("2,0.25\n");
  }
  AppendFile again(path);
  again.append("3,0.125\n");
  CHECK(read_file(path) == "epoch,loss\n1,0.5\n2,0.25\n3,0.125\n");
  CHECK_THROWS_AS(again.append("no newline"), InternalError);
}

TEST_CASE("a full disk is reported and leaves no half line") {
  AppendFile full("/dev/full");
  CHECK(error_of([&] { full.append("x\n"); }) == "error: cannot write '/dev/full': no space left on device\n");

  const TemporaryDirectory directory;
  const fs::path path = directory.path() / "log";
  AppendFile file(path);
  file.append("whole\n");
  const FileSizeLimit limit(10);
  CHECK(error_of([&] { file.append("too long\n"); }) ==
        "error: cannot write '" + path.string() + "': file too large\n");
  CHECK(read_file(path) == "whole\n");
}

}  // namespace
}  // namespace nnctl
