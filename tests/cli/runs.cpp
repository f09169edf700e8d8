// Training runs of the genre example, and the hash of what they end with.
#include "runs.hpp"

#include <nlohmann/json.hpp>

#include "temporary_folder.hpp"

namespace nnctl::test {

namespace fs = std::filesystem;

namespace {

std::string entry(const fs::path& run, const char* key) {
  const auto json = nlohmann::json::parse(read_text(run / "run.json"));
  return json.at(key).get<std::string>();
}

}  // namespace

std::string train_line(const std::string& run, int epochs, const std::string& more) {
  return "exec nnctl train \"$CONFIGS/genre.yaml\" --set training.early_stopping=null --set training.baseline=none"
         " --set training.epochs=" +
         std::to_string(epochs) + " -o " + run + " " + more;
}

std::string weights_hash(const fs::path& run) { return entry(run, "weights_hash"); }
std::string run_status(const fs::path& run) { return entry(run, "status"); }

}  // namespace nnctl::test
