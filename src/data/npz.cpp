#include "data/npz.hpp"

#include <zip.h>

#include <array>
#include <istream>
#include <memory>
#include <streambuf>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/edit_distance.hpp"
#include "base/file.hpp"
#include "data/cell_text.hpp"

namespace nnctl::data {
namespace {

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

[[noreturn]] void fail(const ArrayPath& path, std::string message, std::string hint) {
  throw UserError(
      Fault::kData,
      {{.place = {.file = path.file.string()}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
}

// One entry as a stream. A checksum that does not match comes as an error behind the last byte.
class EntryBuffer final : public std::streambuf {
 public:
  EntryBuffer(Archive archive, zip_file_t* entry, ArrayPath path)
      : archive_(std::move(archive)), entry_(entry), path_(std::move(path)) {}

 protected:
  int_type underflow() override {
    const zip_int64_t size = zip_fread(entry_.get(), window_.data(), window_.size());
    if (size < 0) {
      fail(path_, fmt::format("the array '{}' is damaged: {}", path_.key, zip_file_strerror(entry_.get())),
           "copy or download the file again");
    }
    if (size == 0) return traits_type::eof();
    setg(window_.data(), window_.data(), window_.data() + size);
    return traits_type::to_int_type(window_[0]);
  }

 private:
  Archive archive_;
  std::unique_ptr<zip_file_t, CloseEntry> entry_;
  ArrayPath path_;
  std::array<char, 1 << 16> window_{};
};

class EntryStream final : public std::istream {
 public:
  EntryStream(Archive archive, zip_file_t* entry, const ArrayPath& path)
      : std::istream(nullptr), buffer_(std::move(archive), entry, path) {
    rdbuf(&buffer_);
    exceptions(std::ios::badbit);  // lets a UserError of the buffer through
  }

 private:
  EntryBuffer buffer_;
};

std::vector<std::string> keys_of(zip_t* archive) {
  std::vector<std::string> keys;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    const char* name = zip_get_name(archive, static_cast<zip_uint64_t>(i), 0);
    std::string key = name == nullptr ? "" : name;
    if (key.ends_with(".npy")) keys.push_back(key.substr(0, key.size() - 4));
  }
  return keys;
}

Archive open_archive(const ArrayPath& path) {
  int code = 0;
  Archive archive(zip_open(path.file.c_str(), ZIP_RDONLY, &code));
  if (archive) return archive;
  read_file(path.file);  // says what is wrong with a file that is not there
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  fail(path, fmt::format("this is no NPZ archive: {}", reason), "numpy.savez(file, x=..., y=...) makes one");
}

}  // namespace

ArrayPath ArrayPath::parse(const std::filesystem::path& path) {
  const std::string text = path.string();
  constexpr std::string_view kEnding = ".npz:";
  const std::size_t at = text.rfind(kEnding);
  if (at == std::string::npos) return {path, {}};
  return {text.substr(0, at + kEnding.size() - 1), text.substr(at + kEnding.size())};
}

ByteSource open_npz(const ArrayPath& path) {
  Archive archive = open_archive(path);
  const std::vector<std::string> keys = keys_of(archive.get());
  const zip_int64_t index = zip_name_locate(archive.get(), (path.key + ".npy").c_str(), 0);
  if (index < 0) {
    const std::string nearest = nearest_name(path.key, keys);
    fail(path,
         path.key.empty() ? "an NPZ archive holds several arrays: which one is meant"
                          : fmt::format("the archive holds no array '{}'", path.key),
         fmt::format("{}arrays: {}; one is named FILE.npz:KEY",
                     nearest.empty() ? "" : fmt::format("did you mean '{}'? ", nearest), listed(keys)));
  }
  zip_stat_t facts;
  zip_stat_init(&facts);
  zip_stat_index(archive.get(), static_cast<zip_uint64_t>(index), 0, &facts);
  const auto packed = static_cast<std::int64_t>(facts.comp_size);
  const auto unpacked = static_cast<std::int64_t>(facts.size);
  if (unpacked > std::max(kMostUnpacked, packed * kMostUnpackedRatio)) {
    fail(path, fmt::format("{} packed bytes of '{}' unpack to {}, which is refused", packed, path.key, unpacked),
         "if the file is sound, save the array with numpy.save and give that");
  }
  zip_file_t* entry = zip_fopen_index(archive.get(), static_cast<zip_uint64_t>(index), 0);
  if (entry == nullptr) {
    fail(path, fmt::format("the array '{}' cannot be read: {}", path.key, zip_strerror(archive.get())),
         "save it again with numpy.savez");
  }
  std::string name = fmt::format("{}:{}", path.file.string(), path.key);
  return ByteSource::owned(std::make_unique<EntryStream>(std::move(archive), entry, path), std::move(name), unpacked);
}

}  // namespace nnctl::data
