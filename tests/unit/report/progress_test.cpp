#include "report/progress.hpp"

#include <catch2/catch.hpp>

#include "base/printable.hpp"
#include "unit/report/streams.hpp"

namespace nnctl::report {
namespace {

train::EpochEvent epoch_event(std::int64_t epoch, double loss, bool best) {
  train::EpochEvent event;
  event.epoch = epoch;
  event.logs = {{"loss", loss}, {"accuracy", 0.6412}, {"val_loss", 0.88123}, {"val_accuracy", 0.66}};
  event.learning_rate = 1e-3;
  event.seconds = 0.12;
  event.best = best;
  return event;
}

LiveFigures live_figures() {
  LiveFigures figures;
  figures.epoch = 3;
  figures.epochs = 20;
  figures.step = 500;
  figures.steps = 1000;
  figures.steps_per_second = 1234;
  figures.epoch_left = 12;
  figures.total_left = 200;
  figures.logs = {{"loss", 0.9123}, {"accuracy", 0.6412}, {"mean_absolute_error", 0.3}};
  return figures;
}

TEST_CASE("epoch lines show everything where there is room") {
  EpochLines lines(20, "val_loss");
  const Look wide{.width = 100};
  CHECK(lines.line(wide, epoch_event(2, 0.9123, true)) ==
        "epoch  3/20  120ms  loss 0.9123  accuracy 0.6412  val_loss 0.8812  val_accuracy 0.6600 *\n");
  CHECK(lines.line(wide, epoch_event(3, 0.9, false)) ==
        "epoch  4/20  120ms  loss 0.9000  accuracy 0.6412  val_loss 0.8812  val_accuracy 0.6600\n");
}

TEST_CASE("epoch lines close up, then leave out what matters least") {
  const auto at = [](int width) {
    EpochLines lines(20, "val_accuracy");
    return lines.line({.width = width}, epoch_event(2, 0.9123, true));
  };
  CHECK(at(80) == " 3/20 120ms loss 0.9123 accuracy 0.6412 val_loss 0.8812 val_accuracy 0.6600 *\n");
  CHECK(at(75) == " 3 120ms loss 0.9123 accuracy 0.6412 val_loss 0.8812 val_accuracy 0.6600 *\n");
  CHECK(at(70) == " 3/20  120ms  loss 0.9123  val_loss 0.8812  val_accuracy 0.6600 *\n");
  CHECK(at(40) == " 3/20  120ms  val_accuracy 0.6600 *\n");
  CHECK(at(20) == " 3 120ms *\n");
}

TEST_CASE("epoch lines stay aligned when values grow, and show a learning rate that changes") {
  EpochLines lines(3, "loss");
  train::EpochEvent event;
  event.logs = {{"loss", 123.456}};
  event.seconds = 1.5;
  event.learning_rate = 0.01;
  CHECK(lines.line({}, event) == "epoch 1/3  1.50s  loss 123.4560\n");
  event.epoch = 1;
  event.logs = {{"loss", 0.5}};
  event.learning_rate = 0.005;
  CHECK(lines.line({}, event) == "epoch 2/3  1.50s  loss   0.5000  learning_rate 0.005\n");
  event.epoch = 2;
  event.logs = {{"loss", 1e-5}};
  CHECK(lines.line({}, event) == "epoch 3/3  1.50s  loss 1.000e-05  learning_rate 0.005\n");
}

TEST_CASE("the live line fits any width and drops the least important") {
  const auto at = [](int width, bool unicode = false) {
    return live_line({.width = width, .color = false, .unicode = unicode}, live_figures());
  };
  CHECK(at(80) == "epoch  3/20 [====>   ] 1,234 steps/s loss 0.9123 accuracy 0.6412 12s/3m20s left");
  CHECK(at(80, true) == "epoch  3/20 ━━━━━───── 1,234 steps/s loss 0.9123 accuracy 0.6412 12s/3m20s left");
  CHECK(at(60) == "epoch  3/20 [====>   ] 1,234 steps/s loss 0.9123 3m20s left");
  CHECK(at(45) == "epoch  3/20 [===>   ] loss 0.9123 3m20s left");
  CHECK(at(24) == "epoch  3/20 loss 0.9123");
  CHECK(at(8).empty());
  for (int width = 1; width <= 130; ++width) {
    INFO(width);
    CHECK(static_cast<int>(num_columns(at(width, true))) <= width - 1);
  }
}

TEST_CASE("the bar is full only at the end") {
  const Look look{};
  CHECK(progress_bar(look, 0, 7) == "[>    ]");
  CHECK(progress_bar(look, 0.99, 7) == "[====>]");
  CHECK(progress_bar(look, 1, 7) == "[=====]");
  CHECK(progress_bar({.width = 80, .color = false, .unicode = true}, 0.5, 4) == "━━──");
}

TEST_CASE("what is not known yet keeps its place on the live line") {
  LiveFigures figures = live_figures();
  const std::size_t columns = num_columns(live_line({}, figures));
  figures.steps_per_second = figures.epoch_left = figures.total_left = std::numeric_limits<double>::quiet_NaN();
  CHECK(num_columns(live_line({}, figures)) == columns);
}

TEST_CASE("progress redraws at most 15 times a second and looks at the clock seldom") {
  StringStream out;
  StringStream err(true, 80);
  Console console({.verbosity = Verbosity::kNormal, .color = false}, out, err, environment({{"TERM", "xterm"}}));
  double now = 100;
  int looks = 0;
  Progress progress(console, {.epochs = 2, .monitor = "val_loss"}, [&] {
    ++looks;
    return now;
  });
  constexpr std::int64_t kSteps = 100000;  // of 20 microseconds: 2 s
  int draws = 0;
  for (std::int64_t step = 1; step <= kSteps; ++step) {
    now += 20e-6;
    const train::StepEvent event{0, step, kSteps, 0.5};
    if (!progress.is_due(event)) continue;
    progress.draw(event, {{"loss", 0.5}});
    ++draws;
  }
  CHECK(draws >= 27);
  CHECK(draws <= 32);  // the first and the last step's besides
  CHECK(looks < 1000);
  CHECK(err.text.ends_with("epoch 1/2 [==========================] 50.0k steps/s loss 0.5000    <1s/2s left\x1b[K"));

  SECTION("and notices soon that steps have become slow") {
    std::int64_t undrawn = 0;
    for (std::int64_t step = 1; step <= 500; ++step) {
      now += 0.1;
      undrawn = progress.is_due({1, step, kSteps, 0.5}) ? 0 : undrawn + 1;
    }
    CHECK(undrawn == 0);
  }
  SECTION("an epoch's line takes the live line's place") {
    err.text.clear();
    progress.finish_epoch(epoch_event(0, 0.5, true));
    CHECK(err.text == "\r\x1b[K1/2  120ms  loss 0.5000  accuracy 0.6412  val_loss 0.8812  val_accuracy 0.6600 *\n");
  }
}

TEST_CASE("in a pipe there are epoch lines alone, and nothing when quiet") {
  StringStream out;
  StringStream err;
  for (const Verbosity verbosity : {Verbosity::kQuiet, Verbosity::kNormal}) {
    Console console({.verbosity = verbosity}, out, err, environment({{"TERM", "xterm"}}));
    Progress progress(console, {.epochs = 1, .monitor = "val_loss"}, [] { return 0.0; });
    CHECK_FALSE(progress.is_due({0, 1, 2, 0.5}));
    progress.finish_epoch(epoch_event(0, 0.5, false));
  }
  CHECK(out.text.empty());
  CHECK(err.text == "1/1  120ms  loss 0.5000  accuracy 0.6412  val_loss 0.8812  val_accuracy 0.6600\n");
}

}  // namespace
}  // namespace nnctl::report
