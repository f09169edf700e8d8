#include "report/metrics_files.hpp"

#include <limits>

#include <catch2/catch.hpp>

#include "base/file.hpp"
#include "unit/base/temporary_directory.hpp"

namespace nnctl::report {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

train::EpochEvent event(std::int64_t epoch, double loss, double val_loss) {
  train::EpochEvent result;
  result.epoch = epoch;
  result.logs = {{"loss", loss}, {"val_loss", val_loss}};
  result.learning_rate = 1e-3;
  result.seconds = 0.25;
  return result;
}

TEST_CASE("each epoch is on the disk at once, in the shortest form that reads back") {
  const TemporaryDirectory directory;
  MetricsFiles files(directory.path());
  files.append(event(0, 0.1 + 0.2, 1));
  CHECK(read_file(directory.path() / "metrics.csv") ==
        "epoch,loss,val_loss,learning_rate,seconds\n1,0.30000000000000004,1,0.001,0.25\n");
  CHECK(read_file(directory.path() / "metrics.jsonl") ==
        "{\"epoch\":1,\"loss\":0.30000000000000004,\"val_loss\":1.0,\"learning_rate\":0.001,\"seconds\":0.25}\n");
  files.append(event(1, kNan, -kInf));
  CHECK(read_file(directory.path() / "metrics.csv") ==
        "epoch,loss,val_loss,learning_rate,seconds\n1,0.30000000000000004,1,0.001,0.25\n2,nan,-inf,0.001,0.25\n");
  CHECK(read_file(directory.path() / "metrics.jsonl")
            .ends_with("\n{\"epoch\":2,\"loss\":null,\"val_loss\":null,\"learning_rate\":0.001,\"seconds\":0.25}\n"));
}

TEST_CASE("names that CSV would misread are quoted") {
  const TemporaryDirectory directory;
  train::EpochEvent first = event(0, 0.5, 1);
  first.logs[1].first = "top \"5\", say";
  MetricsFiles(directory.path()).append(first);
  CHECK(read_file(directory.path() / "metrics.csv") ==
        "epoch,loss,\"top \"\"5\"\", say\",learning_rate,seconds\n1,0.5,1,0.001,0.25\n");
}

TEST_CASE("a resumed run goes on behind the epochs that are done") {
  const TemporaryDirectory directory;
  const std::filesystem::path csv = directory.path() / "metrics.csv";
  const std::filesystem::path jsonl = directory.path() / "metrics.jsonl";
  {
    MetricsFiles files(directory.path());
    for (std::int64_t epoch = 0; epoch < 12; ++epoch) files.append(event(epoch, 0.5, 1));
  }
  AppendFile(csv).append("13,0.5\n");
  write_file_atomically(jsonl, read_file(jsonl) + "{\"epoch\":1");  // killed while it was written
  const std::string whole = read_file(csv);
  MetricsFiles::prepare_resume(directory.path(), 2);
  CHECK(read_file(csv) == "epoch,loss,val_loss,learning_rate,seconds\n1,0.5,1,0.001,0.25\n2,0.5,1,0.001,0.25\n");
  CHECK(read_file(jsonl) ==
        "{\"epoch\":1,\"loss\":0.5,\"val_loss\":1.0,\"learning_rate\":0.001,\"seconds\":0.25}\n"
        "{\"epoch\":2,\"loss\":0.5,\"val_loss\":1.0,\"learning_rate\":0.001,\"seconds\":0.25}\n");
  {
    MetricsFiles files(directory.path());
    for (std::int64_t epoch = 2; epoch < 12; ++epoch) files.append(event(epoch, 0.5, 1));
  }
  CHECK(read_file(csv) + "13,0.5\n" == whole);
  MetricsFiles::prepare_resume(directory.path(), 0);
  CHECK(read_file(csv) == "epoch,loss,val_loss,learning_rate,seconds\n");
  CHECK(read_file(jsonl).empty());
}

TEST_CASE("there may be nothing to resume") {
  const TemporaryDirectory directory;
  MetricsFiles::prepare_resume(directory.path(), 3);
  CHECK(std::filesystem::is_empty(directory.path()));
}

}  // namespace
}  // namespace nnctl::report
