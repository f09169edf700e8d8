#include <limits>

#include <catch2/catch.hpp>

#include "report/data_view.hpp"
#include "report/evaluation_view.hpp"
#include "report/summary_view.hpp"
#include "report/training_view.hpp"

namespace nnctl::report {
namespace {

const Look kLook{};

std::vector<Score> scores() {
  return {{"model", {{"loss", 0.8123}, {"accuracy", 0.66}, {"val_loss", 0.8834}, {"val_accuracy", 0.6412}}},
          {"majority class", {{"loss", 1.3863}, {"accuracy", 0.25}, {"val_loss", 1.3863}}}};
}

TEST_CASE("training ends with a table, where the run lies and what comes next") {
  TrainingEnd end;
  end.scores = scores();
  end.status = train::Status::kStoppedEarly;
  end.epochs_done = 12;
  end.epochs = 20;
  end.best_epoch = 7;
  end.monitor = "val_loss";
  end.best_value = 0.8834;
  end.seconds = 1.234;
  end.samples_per_second = 123456;
  end.peak_memory_bytes = 24 << 20;
  end.run = "runs/genre/3";
  end.next = "nnctl eval runs/genre/3";
  CHECK(training_end_view(kLook, end) ==
        "                  loss  accuracy  val_loss  val_accuracy\n"
        "--------------------------------------------------------\n"
        "model           0.8123    0.6600    0.8834        0.6412\n"
        "majority class  1.3863    0.2500    1.3863             -\n"
        "\n"
        "epochs  12 of 20, stopped early, best 7 (val_loss 0.8834)\n"
        "time    1.23s, 123k samples/s, peak memory 24.0 MiB\n"
        "run     runs/genre/3\n"
        "next    nnctl eval runs/genre/3\n");
  SECTION("an interrupted run may have nothing to show") {
    end = TrainingEnd{};
    end.status = train::Status::kInterrupted;
    end.epochs = 20;
    end.run = "runs/genre/3";
    end.next = "nnctl train --resume runs/genre/3";
    CHECK(training_end_view(kLook, end) ==
          "epochs  0 of 20, interrupted\n"
          "time    0.0ms\n"
          "run     runs/genre/3\n"
          "next    nnctl train --resume runs/genre/3\n");
  }
}

TEST_CASE("scores that are too wide are turned") {
  CHECK(scores_table({.width = 40}, scores()) ==
        "               model  majority class\n"
        "------------------------------------\n"
        "loss          0.8123          1.3863\n"
        "accuracy      0.6600          0.2500\n"
        "val_loss      0.8834          1.3863\n"
        "val_accuracy  0.6412               -\n");
}

TEST_CASE("the summary has Keras's columns and totals") {
  SummaryPage page;
  page.name = "genre";
  page.model.input = {3};
  page.model.layers = {{"hidden1", "dense", {64}, 256, 448, true}, {"dense", "dense", {1000}, 65000, 129000, false}};
  page.model.total_parameters = 65256;
  page.model.trainable_parameters = 256;
  page.model.flops_per_sample = 129448;
  page.memory = {{"parameters", 261024}, {"training", 3 << 20}};
  page.next = "nnctl train configs/genre.yaml";
  CHECK(summary_view(kLook, page) ==
        "Layer (type)           Output Shape  Param #    FLOPs\n"
        "-----------------------------------------------------\n"
        "hidden1 (dense)        (None, 64)        256      448\n"
        "dense (dense, frozen)  (None, 1000)   65,000  129,000\n"
        "\n"
        "model       genre\n"
        "input       (None, 3)\n"
        "parameters  65,256: 256 trainable, 65,000 not\n"
        "FLOPs       129,448 a sample, forward\n"
        "memory      parameters 254.9 KiB, training 3.0 MiB\n"
        "next        nnctl train configs/genre.yaml\n");
}

TEST_CASE("an evaluation shows how each class fared") {
  EvaluationPage page;
  page.split = "test";
  page.samples = 150;
  page.scores = {{"model", {{"loss", 0.8}, {"accuracy", 0.66}}}};
  page.classes = {{"jig", 0.5, 0.25, 1.0 / 3, 100}, {"reel", std::numeric_limits<double>::quiet_NaN(), 0, 0, 50}};
  page.confusion = {{25, 75}, {50, 0}};
  page.run = "runs/genre/3";
  page.next = "nnctl predict runs/genre/3 FILE";
  CHECK(evaluation_view(kLook, page) ==
        "         loss  accuracy\n"
        "-----------------------\n"
        "model  0.8000    0.6600\n"
        "\n"
        "Classes\n"
        "class  precision  recall      f1  support\n"
        "-----------------------------------------\n"
        "jig       0.5000  0.2500  0.3333      100\n"
        "reel           -  0.0000  0.0000       50\n"
        "\n"
        "Confusion matrix (rows: true, columns: predicted)\n"
        "      jig  reel\n"
        "---------------\n"
        "jig    25    75\n"
        "reel   50     0\n"
        "\n"
        "split  test, 150 rows\n"
        "run    runs/genre/3\n"
        "next   nnctl predict runs/genre/3 FILE\n");
}

TEST_CASE("classes whose names do not fit are numbered in the confusion matrix") {
  CHECK(confusion_matrix({.width = 32}, {"hornpipe", "strathspey"}, {{1, 2}, {3, 1234}}) ==
        "            hornpipe  strathspey\n"
        "--------------------------------\n"
        "hornpipe           1           2\n"
        "strathspey         3       1,234\n");
  CHECK(confusion_matrix({.width = 31}, {"hornpipe", "strathspey"}, {{1, 2}, {3, 1234}}) ==
        "              1      2\n"
        "----------------------\n"
        "1 hornpipe    1      2\n"
        "2 strathspey  3  1,234\n");
}

TEST_CASE("of many classes the worst are shown, and the most frequent confusions") {
  EvaluationPage page;
  page.split = "test";
  for (int i = 0; i < 50; ++i) {
    page.classes.push_back({"class" + std::to_string(i), 0.5, 0.5, 1.0 - i / 100.0, 10});
    page.confusion.emplace_back(50, 0);
  }
  page.confusion[3][4] = 7;
  page.confusion[40][2] = 9;
  page.confusion[5][5] = 99;
  const std::string text = evaluation_view(kLook, page);
  CHECK_THAT(text, Catch::Contains("The 20 classes of 50 with the lowest f1\n"));
  CHECK_THAT(text, Catch::Contains("class49     0.5000  0.5000  0.5100       10\n"));
  CHECK_THAT(text, !Catch::Contains("class29 "));
  CHECK_THAT(text, Catch::Contains("Most frequent confusions (--json has the whole matrix)\n"
                                   "true     predicted  rows\n"
                                   "------------------------\n"
                                   "class40  class2        9\n"
                                   "class3   class4        7\n"
                                   "\n"));
}

TEST_CASE("the data is told in three lines and a line a note") {
  DataFigures figures;
  figures.target = "heat";
  figures.more_targets = 1;
  CHECK(data_view({}, figures).find("heat and 1 more column\n") != std::string::npos);
  figures.more_targets = 0;
  figures.source = "data/genre/songs.csv";
  figures.rows = 1203;
  figures.features = {"danceability", "energy", "tempo"};
  figures.target = "genre";
  figures.classes = {{"jig", 1000}, {"reel", 203}};
  figures.split = "stratified";
  figures.training = 843;
  figures.validation = 180;
  figures.test = 180;
  figures.notes = {"column 'year' is not used"};
  CHECK(data_view(kLook, figures) ==
        "data    data/genre/songs.csv: 1,203 rows, 3 features: danceability, energy,\n"
        "        tempo\n"
        "target  genre, 2 classes: jig (1,000), reel (203)\n"
        "split   stratified: 843 for training, 180 for validation, 180 for test\n"
        "note    column 'year' is not used\n");
  figures.features.assign(9, "x");
  figures.classes.clear();
  CHECK_THAT(data_view(kLook, figures), Catch::Contains("9 features: x, x, x, x, x, x, x, x,\n        ...\n"
                                                        "target  genre\n"));
  CHECK(note_view({.width = 80, .color = true}, "a\x07note") == "\x1b[36mnote: \x1b[0ma\\x07note\n");
}

}  // namespace
}  // namespace nnctl::report
