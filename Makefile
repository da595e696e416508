# make run and make test do all the set-up themselves: system libraries, environment, dependencies.
# Each step leaves a stamp in .venv, so that the second run starts at once.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps
OUT := out
SYSTEM := $(VENV)/.system
READY := $(VENV)/.ready
JOBS ?= auto
ARCH ?= amd64
PYTEST_ARGS ?=

# The offscreen platform needs no display. Files stay together: their fixtures are made once.
PYTEST := QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n $(JOBS) --dist loadfile

.PHONY: help run test check fix screens papers bench sample lock fuzz crash fonts tables clean \
	windows deb packages package-test

help: ## 列出全部命令
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

$(SYSTEM): tools/system_packages.sh
	@tools/system_packages.sh
	@mkdir -p $(VENV) && touch $@

$(PY): | $(SYSTEM)
	@tools/make_venv.sh $(VENV)

$(READY): requirements.lock pyproject.toml $(SYSTEM) | $(PY)
	@echo "安装依赖（第一次约需一两分钟）……"
	@$(PIP) -r requirements.lock && $(PIP) --no-build-isolation -e . \
		|| { echo "依赖没有装上，原因见上面几行。联网后再试一次，已下载的不会重来。" >&2; exit 1; }
	@touch $@

run: $(READY) ## 打开程序和样本台账；没有显示器时在虚拟屏幕上走完主要工作
	@if [ "$$(uname)" != Linux ] || [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		exec $(PY) -m ui.main --sample; \
	else \
		echo "这台机器没有显示器：在虚拟屏幕上走一遍主要工作。"; \
		xvfb-run -a -s "-screen 0 1920x1080x24" env QT_QPA_PLATFORM=xcb $(PY) -m tools.tour $(OUT)/tour; \
	fi

test: $(READY) ## 跑全部测试
	@$(PYTEST) $(PYTEST_ARGS)

check: $(READY) ## 格式、写法、类型、分层、测试
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(PYTEST) $(PYTEST_ARGS)

fix: $(READY) ## 自动整理格式和写法
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screens: $(READY) ## 把每一页画成图片，放在 out/screens
	@QT_QPA_PLATFORM=offscreen $(PY) -m tools.screens $(OUT)/screens

papers: $(READY) ## 把两长的每一种打印材料做成 PDF、Word 和图片，放在 out/papers
	@QT_QPA_PLATFORM=offscreen $(PY) -m tools.papers $(OUT)/papers

bench: $(READY) ## 量一量启动、导入、十万人的列表和查找、楼栋图、换届和内存
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.bench

sample: $(READY) ## 做一本样本台账，放在 out
	@mkdir -p $(OUT) && rm -f $(OUT)/sample.mulin*
	@$(PY) -m app.sample $(OUT)/sample.mulin

fuzz: $(READY) ## 随机测试跑得更久：坏表格、随机操作
	@$(PY) -m tests.fuzz_sheets --count 2000 --seconds 3000
	@MULIN_LONG=1 QT_QPA_PLATFORM=offscreen $(PY) -m pytest tests/test_machine.py --timeout=3600 $(PYTEST_ARGS)

crash: $(READY) ## 在100个随机时刻强行结束，看台账是否完好
	@$(PY) -m tests.crash --times 100

windows: $(READY) ## 做 Windows 的安装程序和免安装压缩包，放在 out/packages
	@$(PY) packaging/build_windows.py

deb: $(READY) ## 做 Linux 的 .deb 和 .tar.xz；ARCH=arm64 做 arm64 的
	@$(PY) packaging/build_linux.py --arch $(ARCH)

packages: windows ## 做全部安装包，写出校验码和大小
	@$(PY) packaging/build_linux.py --arch amd64
	@$(PY) packaging/build_linux.py --arch arm64
	@$(PY) packaging/report.py

package-test: $(READY) ## 在干净的系统里装一遍、用一遍、升级、卸载；很慢；ONLY=windows 只测一部分
	@$(PY) packaging/test_packages.py $(if $(ONLY),--only $(ONLY))

lock: $(READY) ## 重新锁定依赖的确切版本；UPGRADE=1 时取允许范围内最新的
	@$(PY) -m pip install --quiet --disable-pip-version-check "uv>=0.5"
	@$(PY) -m tools.lock $(if $(UPGRADE),--upgrade)

fonts: $(READY) ## 重新裁剪随带的字体（要用 npm 和 apt），重列图表的字体，重画程序图标
	@$(PY) -m tools.fonts
	@$(PY) -m tools.chart_fonts
	@$(PY) -m tools.program_icon

tables: $(READY) ## 重新生成拼音表和行政区划表
	@$(PY) -m tools.pinyin_table
	@$(PY) -m tools.divisions_table

clean: ## 删除生成的文件，不动台账和虚拟环境
	@rm -rf $(OUT) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -path ./$(VENV) -prune -o -name __pycache__ -type d -print0 | xargs -0 -r rm -rf
