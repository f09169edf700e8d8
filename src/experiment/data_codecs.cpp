// YAML forms of sources: a file, files or a map.
#include <algorithm>

#include <fmt/format.h>

#include "data/columns.hpp"
#include "experiment/data_block.hpp"
#include "experiment/written_path.hpp"
#include "schema/either.hpp"

namespace nnctl::schema {

using data::SourceConfig;

namespace {

struct ArrayPair {
  std::string x;
  std::string y;

  static const Schema<ArrayPair>& schema() {
    static const auto schema =
        Schema<ArrayPair>("a source of arrays", "Two IDX or NumPy files (.npy, FILE.npz:KEY), row for row.")
            .required("x", &ArrayPair::x, "The rows' features, such as images.")
            .required("y", &ArrayPair::y, "Their targets: class numbers, or numbers.");
    return schema;
  }
};

// In the order of their names; a pattern is for names in one directory.
std::vector<std::filesystem::path> files_like(const std::filesystem::path& pattern) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  const std::filesystem::path directory = pattern.has_parent_path() ? pattern.parent_path() : ".";
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    const std::filesystem::path& path = entry.path();
    if (!entry.is_directory(error) && data::matches_glob(path.filename().string(), pattern.filename().string())) {
      files.push_back(path.lexically_normal());
    }
  }
  std::ranges::sort(files);
  return files;
}

bool is_archive(const std::string& file) { return file.ends_with(".npz"); }
bool is_array(const std::string& file) {
  return file.ends_with(".npy") || file.ends_with(".npy.gz") || file.find(".npz:") != std::string::npos;
}

}  // namespace

bool Codec<SourceConfig>::read(Reader& reader, const Node& node, std::string_view name, SourceConfig& value) {
  if (node.is_null()) return true;
  if (node.is_map()) {
    ArrayPair pair;
    if (!Codec<ArrayPair>::read(reader, node, name, pair)) return false;
    const Node* x = node.find("x");
    const Node* y = node.find("y");
    if (x == nullptr || y == nullptr) return false;  // which the reader has complained about
    value = {{experiment::written_path(*x, pair.x), experiment::written_path(*y, pair.y)}, true};
    return true;
  }
  SourceConfig source;
  const auto read_one = [&](const Node& item) {
    std::string text;
    if (!Codec<std::string>::read(reader, item, name, text)) return false;
    if (text.find_first_of("*?") != std::string::npos) {
      const std::vector<std::filesystem::path> files = files_like(experiment::written_path(item, text));
      if (files.empty()) reader.complain(item, fmt::format("no file is called like '{}'", text));
      source.files.insert(source.files.end(), files.begin(), files.end());
      return !files.empty();
    }
    if (is_archive(text) && !node.is_sequence()) {  // as Keras names the arrays of its data sets
      const std::string part = name == "validation" ? "val" : std::string(name);
      for (const char* array : {"x", "y"})
        source.files.push_back(experiment::written_path(item, fmt::format("{}:{}_{}", text, array, part)));
      source.arrays = true;
      return true;
    }
    if (is_archive(text) || is_array(text)) {
      reader.complain(item, fmt::format("'{}' is an array, and its labels are another", text),
                      "write '{x: FILE, y: FILE}'; of an archive, FILE.npz:KEY");
      return false;
    }
    source.files.push_back(experiment::written_path(item, text));
    return true;
  };
  bool good = true;
  if (node.is_sequence()) {
    for (const Node& item : node.items()) good = read_one(item) && good;
    if (node.items().empty()) {
      reader.complain(node, fmt::format("'{}' lists no file", name));
      return false;
    }
  } else {
    good = read_one(node);
  }
  if (good) value = std::move(source);
  return good;
}

Node Codec<SourceConfig>::write(const SourceConfig& value) {
  if (value.files.empty()) return {};
  if (value.arrays) {
    const ArrayPair pair{value.files[0].string(), value.files[1].string()};
    return ArrayPair::schema().write(&pair);
  }
  if (value.files.size() == 1) return Node::string(value.files.front().string());
  Node list = Node::sequence();
  for (const auto& file : value.files) list.append(Node::string(file.string()));
  return list;
}

TypeInfo Codec<SourceConfig>::info() {
  return either("CSV file, list of CSV files, .npz archive or {x: FILE, y: FILE} for IDX and NumPy arrays",
                {Codec<std::string>::info(), Codec<std::vector<std::string>>::info(), Codec<ArrayPair>::info()});
}

}  // namespace nnctl::schema
