#include "report/json.hpp"

#include <limits>

#include <catch2/catch.hpp>

namespace nnctl::report {
namespace {

TEST_CASE("what is not a number is null, and keys keep their order") {
  Json json = document();
  json["metrics"] = metrics({{"loss", 0.1}, {"accuracy", std::numeric_limits<double>::quiet_NaN()}});
  json["bytes"] = "\xff";
  CHECK(to_line(json) == "{\"version\":1,\"metrics\":{\"loss\":0.1,\"accuracy\":null},\"bytes\":\"\xEF\xBF\xBD\"}");
  CHECK(to_text(document()) == "{\n  \"version\": 1\n}\n");
  CHECK(to_line(number(-std::numeric_limits<double>::infinity())) == "null");
}

TEST_CASE("errors carry their places") {
  const Diagnostic placed{{"train.yaml", 14, 7}, "unknown field 'use_bais'", "did you mean 'use_bias'?", "use_bais: 1"};
  const Diagnostic bare{{}, "no such file 'x'", {}, {}};
  CHECK(to_line(error_document(3, {placed, bare})) ==
        "{\"version\":1,\"error\":{\"code\":3,\"diagnostics\":["
        "{\"file\":\"train.yaml\",\"line\":14,\"column\":7,\"message\":\"unknown field 'use_bais'\","
        "\"hint\":\"did you mean 'use_bias'?\"},"
        "{\"file\":null,\"line\":null,\"column\":null,\"message\":\"no such file 'x'\",\"hint\":null}]}}");
}

TEST_CASE("a summary's shapes have a null batch axis") {
  ModelSummary summary;
  summary.layers = {{"hidden1", "dense", {64}, 256, 448, true}};
  summary.total_parameters = 256;
  summary.trainable_parameters = 200;
  summary.flops_per_sample = 448;
  CHECK(to_line(summary_document(summary)) ==
        "{\"version\":1,\"layers\":[{\"name\":\"hidden1\",\"type\":\"dense\",\"output_shape\":[null,64],"
        "\"parameters\":256}],\"total_parameters\":256,\"trainable_parameters\":200,\"non_trainable_parameters\":56,"
        "\"flops_per_sample\":448}");
}

}  // namespace
}  // namespace nnctl::report
