## wall: the sentence about a resident

resident-asleep-in-bed = 睡着
resident-awake-in-bed = 醒着，在床上
resident-in-bed = 在床上
resident-asleep-at-home = 睡着，不在床上
resident-awake-at-home = 醒着
resident-at-home = 在家
resident-away = 不在家
resident-awake = 醒着
resident-asleep = 睡着
resident-unknown = 情况不明
resident-activity-none = 没有活动
resident-activity-rare = 活动很少
resident-activity-occasional = 偶有活动
resident-activity-frequent = 活动频繁
resident-not-yet = 尚未收到信号
resident-lost = 失去联系
resident-stopped = 已关机
resident-cut-off = 本站已断线
resident-not-watched = 未同意监护
resident-absence = 已报备外出
resident-empty = 空位

## wall: names of the numbers

count-bed-exits = 离床次数
count-turn-overs = 翻身次数
count-nap = 小睡分钟
heart-rate = 心率
breathing-rate = 呼吸
per-minute = 次/分
movement = 体动

## wall: ages and times

age-seconds = { $n }秒
age-minutes = { $n }分钟
age-hours = { $n }小时
age-days = { $n }天
time-date = { $month }{ $day }日 { $weekday }
weekday-1 = 周一
weekday-2 = 周二
weekday-3 = 周三
weekday-4 = 周四
weekday-5 = 周五
weekday-6 = 周六
weekday-7 = 周日
month-1 = 1月
month-2 = 2月
month-3 = 3月
month-4 = 4月
month-5 = 5月
month-6 = 6月
month-7 = 7月
month-8 = 8月
month-9 = 9月
month-10 = 10月
month-11 = 11月
month-12 = 12月

## wall: the page

wall-title = 大屏
wall-homes = { $n }户
wall-lost = 失联{ $n }户
wall-alarms = 未处理的报警
wall-residents = 居民
wall-quiet = 没有报警
wall-more = 更多
wall-sound-off = 声音已关闭，请按此处
wall-sound-on = 声音已开
wall-not-live = { $time }起数据未更新
wall-connecting = 正在连接
wall-no-script = 本页需要 JavaScript 才能保持更新。现在显示的是{ $time }的情况。
wall-new-alarm = 新报警：{ $what }
wall-legend = 图例
wall-too-many = 已达到可同时显示的屏幕数量。请关闭其他屏幕，或一分钟后再试。
wall-not-allowed = 此屏幕无权显示大屏。请向值班台索取新的网址。
wall-printed = 打印时间 { $time }

## alarms: what they are

alarm-smoke = 烟雾
alarm-gas = 燃气
alarm-co = 一氧化碳
alarm-sos = 呼救
alarm-fall = 跌倒
alarm-no-breathing = 呼吸停止
alarm-no-sign-of-life = 无生命体征
alarm-absent-from-bed = 离床过久
alarm-inactivity = 久无活动
alarm-door-at-night = 深夜开门
alarm-door-left-open = 门未关
alarm-wandering = 徘徊
alarm-sensor-lost = 传感器失联
alarm-sensor-fault = 传感器故障
alarm-low-battery = 电量不足
alarm-end-of-life = 传感器到期
alarm-store-fault = 网关存储故障
alarm-mains-lost = 停电
alarm-other = 报警（{ $word }）
alarm-home-lost = 住户失联
alarm-uplink-lost = { $homes }户失联
brief-other = 报警
brief-co = CO
brief-sos = 呼救
brief-no-breathing = 呼吸
brief-no-sign-of-life = 生命
brief-absent-from-bed = 离床
brief-inactivity = 不动
brief-door = 门
brief-wandering = 徘徊
brief-sensor = 传感
brief-low-battery = 电量
brief-store-fault = 网关
brief-mains-lost = 停电
brief-lost = 失联
alarm-station = 本站
alarm-test = 测试
alarm-accepted = 已接手
alarm-cleared = 已解除

priority-high = 紧急
priority-medium = 重要
priority-low = 一般

step-raised = 发出报警
step-reminded = 再次提醒：尚无人接手
step-escalated = 报警升级
step-acknowledged = 已接手
step-acknowledged-by = 已由{ $by }接手
step-paused = 已暂停
step-resumed = 恢复报警
step-condition-cleared = 情况已解除
step-closed = 已结束

## alarms: why

what-smoke-on = 烟雾探测器报警
what-gas-alarm-on = 燃气探测器报警
what-co-alarm-on = 一氧化碳探测器报警
what-co-ppm = 一氧化碳 { $ppm } ppm
what-gas-lel = 燃气浓度为爆炸下限的 { $lel }%
what-gas-ppm = 燃气 { $ppm } ppm
what-over-range-co = 一氧化碳超出传感器量程
what-over-range-gas = 燃气超出传感器量程
what-call-for-help = 按下了呼救按钮
what-fall-seen = 雷达检测到跌倒
what-no-breath = { $s }秒没有呼吸
what-no-sign-of-life = 在床上{ $min }分钟没有生命体征
what-flag-without-life = 传感器显示床上有人，但没有生命体征
what-out-of-bed = 离床已{ $min }分钟
what-not-seen = 离床后{ $min }分钟未见踪影
what-not-seen-since-door = { $min }分钟未见踪影，其间开过门
what-nothing-moves = 离床{ $min }分钟，屋内毫无动静，门关着
what-still-out-of-bed = 有人不在床上，{ $min }分钟没有动
what-not-seen-since-rising = 起床后{ $min }分钟未见踪影
what-no-activity = { $min }分钟没有任何动静
what-door-opened-at-night = 深夜开了门
what-door-not-shut-at-night = 深夜开了门，一直没有关上
what-nobody-back-inside = 深夜有人进出，此后屋内未见有人
what-door-stands-open = 门已开了{ $min }分钟
what-up-again = 两小时内离床{ $times }次
what-about-at-night = 夜间走动{ $min }分钟
what-not-heard = 收不到传感器的信号
what-fault-sensor = 传感器报告自身故障
what-fault-placeholder = 传感器发来的是占位值
what-fault-exception = 传感器拒绝应答
what-fault-stuck = 数值一直不变
what-fault-saturated = 数值停在量程尽头
what-fault-other-kind = 应答的是另一种传感器
what-fault-unit = 测量单位不对
what-fault-below-zero = 数值低于零：零点已漂移
what-fault-mode = 只检测跌倒，不报告床上情况
what-warms-too-long = 预热时间过长
what-battery-low = 电池电量不足
what-beyond-its-life = 已超过使用期限
what-life-ends = 使用期限到{ $month }为止
what-mains-lost = 市电中断
what-chatters = 通断过于频繁，不可能是人为
what-no-longer-there = 住户配置中已没有它
what-readings-not-stored = 网关无法保存读数
what-alarms-not-stored = 网关发出的报警未能保存

## events of the day

event-bed-entry = 上床
event-bed-exit = 离床
event-got-up = 起床
event-turn-over = 翻身
event-sleep-onset = 入睡
event-wake = 醒来
event-nap = 小睡{ $min }分钟
event-breathing-pause = 呼吸暂停{ $s }秒
event-door-opened = 开门
event-door-closed = 关门
event-left-home = 出门
event-came-home = 回家
event-visitor = 有访客
event-sensor-lost = 传感器失联
event-sensor-back = 传感器恢复
event-other = { $word }

## a resident's page

page-now = 现在
page-today = 今天
page-last-night = 昨夜
page-alarms = 报警
page-sensors = 传感器
page-day-curves = 最近24小时
page-who = 基本情况
page-contacts = 联系人
page-medical = 病史
page-notes = 备注
page-place = 住址
page-door-code = 门禁密码
page-phone = 电话
page-age = { $years }岁
page-key = 有钥匙
page-nothing-today = 暂无记录。
page-no-alarms = 最近一周没有报警。
page-no-sensors = 尚未收到传感器的情况。
page-no-number = 不明
page-contact-relative = 家人
page-contact-volunteer = 志愿者
page-contact-grid-worker = 网格员
page-since = { $time }起
page-last-heard = 最后收到：{ $time }
page-curve = { $name }：{ $low }至{ $high } { $unit }，平均{ $mean }；{ $coverage }%的时间有数据
page-curve-plain = { $name }：{ $low }至{ $high }，平均{ $mean }；{ $coverage }%的时间有数据
page-curve-empty = { $name }：最近24小时没有数据
page-band = 平时：{ $low }至{ $high }
page-today-line = 离床{ $exits }次，翻身{ $turns }次，小睡{ $nap }分钟
page-night-of = 截至{ $date }的一夜
night-in-bed = 上床
night-out-of-bed = 起床
night-time-in-bed = 卧床时间
night-asleep = 睡眠时间
night-latency = 入睡用时
night-waso = 入睡后清醒
night-efficiency = 睡眠效率
night-awakenings = 醒来次数
night-exits = 离床次数
night-longest = 最长离床
night-turns = 翻身次数
night-heart = 心率
night-breath = 呼吸
night-pauses = 呼吸暂停
night-coverage = 有效监测
night-title = { $name }：夜间情况
night-back = 返回
night-others = 其他夜晚
night-before = 截至{ $date }的一夜
night-after = 截至{ $date }的一夜
night-nothing = 这一夜没有收到任何数据。
night-provisional = 暂定：在家中送来小结之前，由本站根据收到的数据统计。
night-exit = { $from }，{ $length }
night-exit-open = { $from }，未见返回
night-key-band = 平时心率
night-key-unknown = 不明
night-table = 夜间情况（表格）
night-from = 从
night-to = 到
night-length = 时长
night-bed = 床
night-sleep = 睡眠
bed-in = 在床
bed-out = 离床
bed-unknown = 不明
sleep-asleep = 睡着
sleep-awake = 醒着
sleep-unknown = 不明

## a night in a sentence

night-goes-on = 这一夜尚未结束
night-unknown = 昨夜情况不明
night-slept-hours = 睡了约{ $n }小时
night-slept-half-hours = 睡了约{ $n }个半小时
night-slept-minutes = 睡了约{ $n }分钟
night-slept-none = 没有入睡
night-slept-unknown = 睡眠时间不明
night-up-none = 没有起夜
night-up-once = 起夜1次
night-up-twice = 起夜2次
night-up-times = 起夜{ $n }次
night-up-unknown = 是否起夜不明
night-longest-was = 最长{ $length }
night-seen-in-part = 只监测到部分夜间情况

## the last weeks

page-weeks = 最近八周
page-printed = 截至{ $date } { $time }
weeks-none = 最近几周的情况不明。
weeks-counted = 暂定：家中没有送来小结；最近{ $n }夜由本站根据收到的数据统计。
weeks-asleep = 夜间睡眠
weeks-exits = 夜间离床
weeks-turns = 翻身
weeks-nap = 白天小睡
weeks-heart = 夜间心率
weeks-activity = 白天活动
weeks-last = { $value }（{ $date }）
weeks-no-value = 不明
weeks-usual = 平时{ $low }至{ $high }
weeks-usual-unknown = 平时范围尚不清楚
weeks-key-band = 本人平时范围（此前28夜）
weeks-key-odd = 超出平时范围
weeks-table = 最近八周（表格）
weeks-night = 日期

## what a relative sees

up-in-bed = 在床上
up-dozing = 睡着，不在床上
up-up = 已起床
up-away = 不在家
up-not-known = 情况不明
up-not-heard = 失去联系
up-not-watched = 未同意监护
relative-title = 您的家人
relative-others = 您可以查看的所有住户
relative-open = 未结束的报警
relative-alarms = 最近一周的报警
relative-no-alarms = 没有其他报警。
relative-over = { $time }结束
relative-accepted = 已有人在处理
relative-calls = 正在呼叫，尚无人应答
relative-made = 截至{ $time }。重新载入页面可查看最新情况。

## lengths, the air, the door, sensors

minutes = { $n }分钟
hours-minutes = { $h }小时{ $m }分钟
percent = { $n }%
rate-range = { $mean }（{ $low }至{ $high }）
air-gas = 燃气
air-co = 一氧化碳
air-smoke = 烟雾
air-clear = 正常
air-alarm = 报警
air-fault = 传感器故障
air-warming = 传感器预热中
air-unknown = 不明
door = 大门
door-open = 开着
door-closed = 关着
door-unknown = 不明
sensor-ok = 正常
sensor-warming = 预热中
sensor-silent = 无信号
sensor-fault = 故障
sensor-low-battery = 电量不足
sensor-end-of-life = 已到期
sensor-other = { $word }

## people: what surrounds a page

nav-label = 本站页面
nav-skip = 跳到正文
nav-wall = 大屏
nav-residents = 老人
nav-roster = 花名册
nav-users = 账号
nav-tokens = 屏幕
nav-audit = 查阅记录
nav-operations = 运行状况
nav-logout = 退出
save = 保存
cancel = 取消
search = 搜索
filter = 筛选
earlier = 更早的记录
when = 时间
yes = 是
no = 否

## people: refusals

refusal-to-start = 返回首页
refusal-number = 求助时请告知此编号：{ $number }
refusal-not-here = 没有这个页面
refusal-not-here-why = 地址有误，或者内容已不存在，或者您无权查看。
refusal-not-allowed = 您的账号不能使用此页
refusal-not-allowed-why = 您的角色不包含此页面。如需使用，请联系本站管理员。
refusal-stale = 内容已被他人修改
refusal-stale-why = 您查看期间，他人已修改此内容，您的改动没有保存。请返回并刷新页面后重新修改。
refusal-taken = 已被占用
refusal-taken-why = { $what } 已属于他人。没有做任何改动，请另选一个。
refusal-too-often = 尝试过于频繁
refusal-too-often-why = 请在 { $seconds } 秒后重试。
refusal-too-large = 内容过大
refusal-too-large-why = 表单或文件超出本站上限。花名册最多 5000 行、8 MB；照片不超过 12 MB。
refusal-bad-form = 无法读取此表单
refusal-bad-form-why = 表单缺少内容，或内容不符合要求。请返回并刷新页面后再试。
refusal-other-site = 表单来自其他网站
refusal-other-site-why = 本站只接受自己页面提交的表单。请在本站打开页面后重新提交。
refusal-spent = 链接已失效
refusal-spent-why = 链接已使用过或已过期，请重新索取。
refusal-unavailable = 暂时无法完成
refusal-unavailable-why = 没有做任何改动。请一分钟后重试；若仍不行，请告知本站管理员。
refusal-broken = 本站出现故障
refusal-broken-why = 这不是您的问题。请把下方编号告知本站管理员。

## people: logins and passwords

login-title = 登录
login-name = 账号
login-password = 密码
login-do = 登录
login-wrong = 账号或密码不正确，请检查后重试。
login-forgotten = 忘记密码？请向本站管理员索取重设密码的链接。
first-title = 首次设置
first-why = 本站还没有账号。程序已在控制台打印验证码，一小时内有效。持有验证码的人可创建首个管理员账号。
first-code = 控制台上的验证码
first-code-wrong = 验证码无效。请核对控制台上的验证码；超过一小时请重新启动本站。
first-do = 创建账号
password-title = 修改密码
password-of = 账号：{ $name }
password-old = 当前密码
password-new = 新密码，至少 { $least } 个字符
password-again = 再次输入密码
password-short = 密码太短，至少需要 { $least } 个字符。
password-long = 密码太长，最多 { $most } 字节。
password-guessed = 密码太容易猜到，请使用几个互不相关的词。
password-differs = 两次输入的密码不一致，请重新输入。
password-old-wrong = 当前密码不正确，没有做任何改动。
start-title = 欢迎
start-called = 需要您出动时，您会收到一个链接，告诉您去哪里。在此之前无需操作。

## people: roles

role-wall = 屏幕
role-volunteer = 志愿者
role-grid-worker = 网格员
role-relative = 亲属
role-clinic = 医疗机构
role-staff = 值班人员
role-admin = 管理员

## people: logins of others

users-role = 角色
users-residents = 负责老人
users-state = 状态
users-active = 使用中
users-inactive = 已停用
users-awaits = 待设密码
users-add = 新建账号
users-add-do = 创建账号并生成链接
users-name-hint = 亲属请用老人联系人中登记的电话或邮箱作为账号。
users-name-wrong = 账号由 1 至 64 个文字、数字或 . _ - @ + 组成，不含空格。
users-name-taken = 该账号已存在，请换一个。
users-too-many = 账号过多，请先停用一些。
users-may-come-in = 允许登录
users-bound = 可查看的老人
users-relative-hint = 只有在老人同意该联系人查看时，亲属才能看到。
users-clinic-hint = 只有在老人同意时，医疗机构才能看到。
users-link = 设置密码的链接
users-link-why = 生成一个链接，供本人设置密码。链接三天内有效，只能使用一次；原密码随即失效。
users-link-do = 生成链接
users-link-once = 请把此链接交给本人。它只显示这一次。

## people: screens

tokens-why = 大厅屏幕无需登录即可显示大屏。每块屏幕有各自的地址，可随时收回。
tokens-once = 请在屏幕上打开此地址。它只显示这一次。
tokens-name = 位置
tokens-shows = 显示内容
tokens-whole = 全名
tokens-surname = 仅姓氏
tokens-first = 首次设置
tokens-add = 新增屏幕
tokens-add-do = 生成地址
tokens-back = 收回

## people: the audit log

audit-who = 操作人
audit-what = 操作
audit-whom = 涉及老人
audit-detail = 详情
audit-none = 没有符合条件的记录。
audit-resident-number = 老人编号
audit-view = 查看
audit-view-record = 查看档案
audit-view-history = 查看变更历史
audit-edit = 修改
audit-add = 新增
audit-import = 导入文件
audit-export = 导出个人资料
audit-export-roster = 导出花名册
audit-erase = 清除
audit-login = 登录
audit-login-refused = 密码错误
audit-logout = 退出
audit-password = 设置密码
audit-first-admin = 成为首位管理员
audit-user = 修改账号
audit-user-link = 生成密码链接
audit-token = 生成屏幕地址
audit-token-back = 收回屏幕地址

## people: columns of the roster

field-name = 姓名
field-surname = 姓氏（公共大厅显示）
field-born = 出生年份
field-home = 设备编号
field-seat = 座位
field-building = 楼栋
field-door = 门牌
field-door-code = 单元门密码
field-phone = 电话
field-medical = 病史、过敏、用药
field-notes = 上门须知
field-monitoring = 同意监护的日期
field-monitoring-short = 同意监护
field-clinic = 同意医疗机构查看的日期
field-contacts = 联系人
field-contact-n = 联系人 { $n }：{ $part }
field-room-n = 房间 { $n }：{ $part }
field-absence-n = 外出 { $n }：{ $part }
field-is = 身份
field-relation = 关系
field-email = 邮箱
field-key = 有钥匙
field-consent = 老人同意其接收通知并查看
field-room = 设备配置中的名称
field-room-name = 日常称呼
field-from = 开始日期
field-to = 结束日期
field-why = 原因
group-person = 个人信息
group-place = 住址
group-care = 照护
group-consents = 知情同意
group-contact = 联系人 { $n }
group-absences = 外出
group-absence = 外出 { $n }
group-rooms = 房间
group-room = 房间 { $n }

## people: what is wrong with a column

form-faults = 有 { $n } 处需要更正，尚未保存。
fault-empty = 此项必填。
fault-too-long = 过长，最多 { $most } 个字符。
fault-unprintable = 含有无法显示的字符，请重新输入。
fault-year = 请填写 { $from } 至 { $to } 之间的年份。
fault-home = 设备编号由 1 至 32 个小写字母、数字或连字符组成，与设备配置一致。
fault-seat = 请填写 1 至 { $most } 之间的数字，或留空。
fault-phone = 请填写电话号码，只能含数字、空格和 + - ( )。
fault-email = 请填写邮箱地址，如 ming@example.org。
fault-day = 请按 2026-11-23 的格式填写日期。
fault-yes-no = 请填写“是”或“否”。
fault-choice = 请填写“亲属”“志愿者”或“网格员”。
fault-ends = 结束日期早于开始日期。
fault-taken = 已被 { $by } 占用，请另选。
fault-twice = 与文件第 { $line } 行重复，请修改其中一处。
fault-nobody = 没有此编号的老人。新增人员请将 id 留空。
fault-stale = 导出文件后此人资料已被修改（现为第 { $now } 版）。请重新导出后再修改。
fault-cells = 此行有 { $found } 个单元格，而表头有 { $wanted } 个。请检查是否缺少或多出分隔符、引号。

## people: the roster's list

roster-search = 搜索
roster-search-hint = 姓名、楼栋、门牌或设备编号
roster-add = 新增老人
roster-import = 导入文件
roster-export = 导出文件
roster-count = 显示 { $n } 人，共 { $of } 人
roster-free-seat = 最小的空座位是 { $seat } 号。
roster-more = 增加联系人、外出、房间
residents-none = 没有您可以查看的老人。

## people: one person

person-age = { $years } 岁
person-page = 个人页面
person-edit = 编辑档案
person-history = 变更历史
person-export = 导出此人全部资料
person-erase = 清除
history-title = 变更历史：{ $name }
history-step = 第 { $revision } 版
history-first = 首次登记。
history-place = 修改了设备编号或座位。
history-column = 项目
history-before = 修改前
history-after = 修改后
erase-title = 清除：{ $name }
erase-what = 档案、变更历史以及设备上报的全部内容将被永久清除。查阅记录只保留编号。含有这些内容的备份会自动过期。
erase-first = 如以后可能需要，请先：
erase-type = 请输入全名“{ $name }”以确认清除
erase-wrong = 姓名不符，没有清除任何内容。
erase-do = 永久清除

## people: importing

import-file = 选择文件
import-how = 请使用与导出相同列的 UTF-8 CSV 文件；在电子表格中另存为“CSV UTF-8”。确认之前不会做任何改动。
import-choose = 文件
import-look = 预览
import-new = 新增
import-changed = 修改
import-unchanged = 未变
import-absent = 文件中没有
import-absent-why = 保持不变
import-faults = 错误
import-fault = 错误及改法
import-line = 行
import-unknown = 以下列无法识别，已忽略：{ $columns }
import-not-done = 请先在文件中更正全部错误，否则无法导入。
import-more = 还有更多错误，更正以上错误后会继续显示。
import-nothing = 文件没有带来任何改动。
import-do = 确认这 { $n } 项改动
import-row = 第 { $line } 行
import-adds = 新增。
import-seat = 座位 { $seat } 号。
import-changed-since = 您预览之后花名册已有变动。以下是文件现在会带来的改动。
sheet-too-large = 文件超过 8 MB，请拆分。
sheet-not-utf8 = 文件不是 UTF-8 编码（从第 { $line } 行起）。请在电子表格中另存为“CSV UTF-8”。
sheet-empty = 文件是空的。
sheet-no-name = 首行必须是列名，且须有“name”列。可先导出花名册作为模板。
sheet-twice = 表头中“{ $column }”列出现了两次，请删去一个。
sheet-columns = 表头列数过多。
sheet-rows = 文件超过 { $most } 行，请拆分。
sheet-cell = 第 { $line } 行附近有单元格过长，可能是引号没有闭合。
sheet-unreadable = 第 { $line } 行无法按 CSV 读取。

## people: operations

operations-ingest = 设备上报
operations-broker = 消息服务器
operations-up = 已连接
operations-down = 未连接
operations-lag = 等待入库
operations-taken = 启动以来的消息
operations-homes = 曾上报的设备
operations-residents = 登记老人
operations-store = 存储
operations-bytes = 大小
operations-minutes = 分钟记录
operations-hours = 已压缩小时
operations-alarms = 告警记录
operations-events = 事件
operations-version = 版本
operations-lost = 失联设备：{ $n }
operations-since = 起始时间
operations-holes = 缺失消息：{ $n }
operations-lane = 通道
operations-boot = 启动次数
operations-missing = 起止序号
operations-poison = 无法解析的消息：{ $n }
operations-poison-why = 这些消息已搁置，没有造成影响。可能是设备版本较新，或有陌生客户端接入。
operations-topic = 主题
operations-why = 原因
operations-payload = 开头内容

## channels: what an e-mail, an SMS or a chat adds to a message

channel-open = 打开
channel-more = 另有 { $n } 条

# Messages of the desk to people's telephones
call-at = { $place }：{ $what }
call-go = { $what }。您能去吗？请答复。
call-goes = { $what }。{ $who }已前往，您不必去了。
call-help = { $what }。{ $who }前来协助。
call-again = { $what }。又发生了一次，或情况更紧急了。
call-over = { $what }。家中已恢复正常，请在页面上说明结果。
call-taken-back = { $what }。您未能及时到达，现已呼叫他人。
call-reminder = { $what }。有人到门口已一小时，请询问情况。
call-drill = 演练，无人遇险：{ $what }
call-somebody = 有人
call-uplink-lost = 多户失去联系
call-life-at-home = 登记外出的住户家中有人
call-desk-fault = 有一项求助无人接到
call-a-drill = 演练
call-code-subject = 您的验证码
call-code = 您的验证码是{ $code }，十分钟内有效。不会有人打电话向您索要。

## desk: what is pressed

act-accept = 我去
act-decline = 我去不了
act-cannot-after-all = 我还是去不了
act-on-the-way = 已出发
act-at-the-door = 已到门口
act-need-help = 需要帮手
act-received = 已收到
act-resolve = 已处理 …
act-resolve-do = 已处理，结束此事
act-note = 发现了什么，做了什么
act-photo = 照片（JPEG、PNG 或 WebP，不超过 12 MB）
said-done = 已记录。
said-closed = 此事已经结束。
said-drill = 演练已开始。
said-taken = { $who } 已经去了，不必两个人去。

## desk: kinds of cases that are no alarm's word

case-vitals = 心率或呼吸异常
case-repositioning = 久未翻身
case-clock-fault = 网关不知道时间
case-other-alarm = 其他报警
case-home-lost = 家中失联
case-uplink-lost = 多户失联
case-life-at-home = 老人外出，家中却有人
case-desk-fault = 有事无人负责
case-drill = 演练

## desk: where a case stands

stage-held = 暂缓
stage-calling = 呼叫中
stage-nobody = 无人可达
stage-accepted = 有人前往
stage-on-the-way = 已出发
stage-at-the-door = 已到门口
stage-closed = 已结束
stands-calling = 正在呼叫{ $who }
stands-calling-again = 第 { $round } 轮呼叫{ $who }
stands-accepted = { $who } 前往
stands-on-the-way = { $who } 在路上
stands-at-the-door = { $who } 自 { $time } 起在门口
hold-quiet-hours = 等到早晨：现在是夜间，此事可以等
hold-home-lost = 暂缓：整户失联
hold-uplink-lost = 暂缓：多户失联
nobody-no-way = 无人可达：呼叫顺序中没有能联系上的人。请打电话找人。
nobody-all-declined = 被呼叫的人都去不了。请打电话找人。
nobody-all-failed = 所有消息都发送失败。请打电话找人。
how-resolved = 由 { $who } 处理完毕
how-over-by-itself = 无人前往之前已自行解除
how-silenced = 仅作记录：老人外出
how-proven = 测试已送达
how-merged = 与 { $case } 为同一件事
next-looked-at = 再次查看
next-again = 重新呼叫所有人

## desk: what became of a message

receipt-queued = 待发
receipt-sent = 已发出
receipt-delivered = 已送达
receipt-opened = 已打开
receipt-answered = 已答复
receipt-failed = 失败
receipt-dropped = 不再需要
receipt-failing = 失败，正在重试
receipt-cannot = 去不了
way-mail = 电子邮件
way-sms = 短信
way-robot = 机器人 { $name }
says-call = 呼叫
says-somebody-goes = 告知谁前往
says-help-comes = 告知谁来帮忙
says-again = 告知再次报警
says-it-is-over = 告知已解除
says-taken-back = 告知改叫他人
says-reminder = 提醒
role-group = 群 { $name }
reach-desk = 值班台屏幕
reach-relatives = 家属
reach-volunteers = 志愿者
reach-grid-worker = 网格员
reach-staff = 值班人员
reach-everyone = 所有人
warning-no-channel = 没有任何能送达的方式
warning-nothing-verified = 没有经过验证的方式
warning-stale = { $way }：一个月未验证
warning-dead = { $way }：失效

## desk: the log

log-opened = 开始，优先级{ $priority }
log-held = { $why }；{ $time } 再看
log-called = 第 { $round } 轮第 { $rung } 步：呼叫 { $whom }
log-skipped = 第 { $rung } 步无人可达，已跳过
log-shown = 屏幕已显示
log-declined = { $who } 去不了
log-at-the-door = { $who } 已到门口
log-help-wanted = 请求帮手
log-helps = { $who } 也去
log-expired = { $who } 未在 { $time }内到门口：重新呼叫他人
log-reminded = 在门口已一小时：已提醒值班人员
log-raised-again = 家中再次报警，共 { $n } 次
log-rose = 优先级升为{ $priority }
log-over-at-home = 家中已解除
log-said-at-home = 已在家中受理或暂停
log-failed = 未能通过{ $way }联系 { $who }：{ $why }
log-unreached = 没有消息能送达 { $who }
log-home-not-told = 未能告知家中网关
log-home-refused = 家中网关未接受
log-clock-unsure = 时钟不确定：到期事项立即执行
log-by = （由 { $who } 记录）

## desk: the page

nav-desk = 值班台
nav-people = 人员
nav-duty = 值班表
nav-ladders = 呼叫顺序
nav-report = 周报
nav-proven = 最近验证
desk-ways = 值班台的页面
desk-quiet = 现在没有人需要帮助。
desk-closed = 最近几小时结束的
desk-more = 另有 { $n } 件较不紧急
desk-more-told = 另有 { $n } 人
desk-more-warnings = 另有 { $n } 条
desk-the-case = 打开的事项
desk-no-script = 没有 JavaScript，本页不会自动更新。请重新载入查看新情况；所有按钮都可用。
desk-drill = 开始演练
desk-drill-mark = 演练
desk-over-at-home = 家中已解除
desk-times = { $n } 次
desk-next = 下一步：{ $who }
desk-expected = 到门口还剩
desk-now = 现在
desk-not-sent = 未能记录：站点没有回答。请再按一次。
desk-on-duty = 当班
desk-nobody-on-duty = 无人
desk-answered = 60 秒内应答，近 7 天
desk-attended = 45 分钟内到门口，近 7 天
desk-goal = 共 { $of } 件，目标 { $goal }
desk-nothing-to-count = 没有可统计的报警
desk-warnings = { $n } 条警告
desk-gap = 无人值班
desk-unproven = { $n } 户两天未验证通路
desk-close = 关闭
desk-told = 通知了谁
desk-way = 方式
desk-became = 结果
desk-tries-again = { $time } 重试
desk-log = 经过
desk-photo-alt = 处理结果的照片
desk-helpers = 同去：{ $who }
desk-for-whom = 代谁操作
desk-myself = 本人
desk-why = 报警原因
desk-last-hour = 最近一小时
desk-nothing-heard = 没有收到数据
desk-proven = 最近验证
desk-never-proven = 从未
desk-not-told = 未获同意，不通知
page-band-hour = { $low } 至 { $high }
photo-too-large = 照片大于 12 MB。请调低设置重拍，或不附照片。
photo-too-many-pixels = 照片超过 2400 万像素。请调低设置重拍，或不附照片。
photo-other-kind = 这不是可读取的照片。请发 JPEG、PNG 或 WebP，或不附照片。
photo-broken = 照片已损坏或没有传完。请再发一次，或不附照片。
photo-busy = 照片未能及时处理。请再发一次，或不附照片。
proven-why = 每户每天测试到值班台的通路。超过 { $h } 小时未验证的已标出。

## desk: the week’s report

report-title = { $week } 周报
report-earlier = 上一周
report-later = 下一周
report-none = 本周没有事项。
report-kind = 类别
report-cases = 件数
report-resolved = 已处理
report-by-themselves = 自行解除
report-nobody = 曾无人可达
report-all = 合计
report-drills = 演练和测试：{ $n } 次，其中 { $arrived } 次送达。
report-made = 制作于 { $time }

## go: the page on a telephone

go-drill = 这是演练。
go-building = { $building } 号楼
go-door = { $door } 室
go-over = 已经结束
go-over-why = 此事已结束。谢谢您。这里没有别的事了。
go-who = 您是谁？请输入您的手机号，会收到一个验证码。
go-phone = 您的手机号
go-send-code = 发送验证码
go-code-sent = 如果这是可被呼叫者的手机，验证码已发出。
go-code = 验证码
go-check-code = 核对验证码
go-code-wrong = 验证码不对或已过期。请看最后一条消息，或重新获取。
go-code-again = 换一个号码或重新获取
go-said-cannot = 您说过去不了。正在呼叫其他人。
go-can-after-all = 我可以去了
go-another = { $who } 已经去了。谢谢，您不必去。
go-you-go = 您前往。其他人已知道。
go-you-are-on-the-way = 您在路上。
go-you-are-there = 您已到门口。
go-you-help = 您前去帮忙。

## desk: people who may be called

people-add = 新增人员
people-contacts = 老人的联系人
people-contacts-why = 在名册中修改。可在此验证其联系方式。
people-dead = 失效已 { $ago }
people-in-roster = 到老人的档案修改
people-in-config = 由机器人发言的群：在站点配置中设置，联系顺序用这个名字呼叫它
people-is-called = 参与呼叫
people-lang = 消息语言
people-login = 登录名（如有）
people-not-called = 不呼叫
people-not-verified = 未验证
people-on-duty = 当班
people-phone = 通话号码
people-proven = { $ago }前验证
people-robot = 机器人
people-send-code = 发送验证码
people-to = 此方式的地址
people-type-code = 收到的验证码
people-code-sent = 验证码已发出。
people-code-left = 验证码不对。还可试 { $n } 次。
people-code-spent = 验证码已失效。请重新发送。
people-code-not-sent = 验证码未能发出：{ $why }
people-code-muted = 此机器人暂时不能发言。请几分钟后再试。
people-code-no-way = 已没有这种方式。请重新载入页面。
people-verify = 联系方式及是否有效
people-warnings = 警告
people-ways = 方式（按顺序）
people-ways-in-order = 方式（按尝试的顺序）
people-none = 还没有人员。请先添加值班台的人。

## audit: the desk

audit-case-act = 在事项中操作
audit-drill = 开始演练
audit-view-photo = 查看照片
audit-view-people = 查看可呼叫人员
audit-view-person = 查看一位可呼叫人员
audit-person = 修改可呼叫人员
audit-person-code = 发送验证码
audit-person-verified = 验证联系方式
audit-duty = 修改值班表
audit-ladders = 修改呼叫顺序

## desk: the duty table

duty-gaps = 未来七天有无人值班的时段。
duty-form = 修改值班表
duty-how = 结束时间不晚于开始时间的，到次日结束。选“–”即删除该行；末尾有两个空行。
duty-week = 每周
duty-exceptions = 例外的日子
duty-who = 谁
duty-days = 开始的日子
duty-day = 日期
duty-from = 从
duty-to = 到
duty-is = 情况
duty-off = 不来
duty-comes = 来
duty-no-day = 请选择日子。
duty-nobody = 请选择已登记的人员。
duty-no-time = 请按 06:00 或 18:30 的格式填写时间。

## desk: ladders

ladders-why = 呼叫顺序规定先呼叫谁、等多久、再呼叫谁，以及前往的人可以用多久。最具体的规则优先：某户的先于某类的，某类的先于某优先级的。未结的事项保持其开始时的顺序。
ladders-words = 可以呼叫：
ladders-preview = 现在会呼叫谁
ladders-usual = 烟雾，无其他规则时
ladders-otherwise = 没有规则时
ladders-nobody = 无人：此步将跳过
ladders-any = 任意
ladders-priority = 优先级
ladders-ladder = 呼叫顺序
ladders-no-kind = 请从列表中选择类别和优先级。
ladder-empty = 没有呼叫任何人。请写明呼叫谁，例如“relatives 60s, everyone; patience 20min”。
ladder-too-long = 太长：最多 { $rungs } 步，每步 { $reaches } 组。
ladder-no-reach = “{ $word }”不是任何人。请写 desk、relatives、volunteers、grid-worker、staff、everyone、人员编号如 p17，或机器人如 group:hall。
ladder-no-wait = 第 { $rung } 步没有写等多久。请写在后面，例如“relatives 60s”。
ladder-no-length = “{ $word }”不是时长。请写成 45s、20min 或 4h。
ladder-out-of-range = “{ $word }”不行：等待时间为 5s 至 24h。
ladder-no-patience = “;”后面是“{ $word }”。请写前往的人可以用多久：“patience 20min”。

## desk: a second step of a login

second-title = 两步验证
second-why = 输入密码后，本站可再要求输入您手机上显示的数字，该数字每半分钟变一次。即使有人得知或猜中密码，也无法登录。您需要一个验证器应用，它无需联网。
second-begin = 开始设置
second-read = 用手机上的验证器应用扫描此图。
second-type = 输入应用随后显示的数字。
second-picture = 供手机验证器应用扫描的图
second-words = 应用无法扫描时，请输入：
second-code = 手机上的数字，或恢复码
second-number = 手机上的数字
second-confirm = 从现在起要求验证
second-wrong-first = 这不是手机上显示的数字。请等下一个数字再输入；如仍不对，请检查手机与本机的时间是否一致。
second-codes-once = 从现在起登录时需要输入数字。请抄下这些恢复码，与手机分开存放：每个可登录一次。它们只显示这一次。
second-codes-kept = 已抄下
second-on = 自 { $since } 起要求输入数字。
second-left = 剩余恢复码：{ $n } 个。如需新的恢复码，请关闭后重新设置。
second-off-do = 不再要求验证
second-off-why = 之后仅凭密码即可登录。
second-off-wrong = 密码或数字不正确，没有做任何改动。
second-of-other = 该账号登录时需要手机上的数字。如此人手机和恢复码都已丢失，可在此关闭：请先确认确是本人提出。
second-enter-title = 两步验证
second-wrong = 这不是手机上现在显示的数字。每个数字只能用一次，请等下一个。
second-lost = 手机丢了？请输入一个恢复码。没有恢复码时，可请本站管理员关闭两步验证。
audit-login-code-refused = 两步验证数字错误
audit-second-step = 设置两步验证
audit-second-step-off = 关闭两步验证

## desk: put together, quiet hours, paper

merge-with = 与本户的另一事项合并
merge-why = 本事项将作为同一件事关闭，前往处理另一事项的人一并处理。如该户再次报警或更紧急，将重新成为一个事项。
merge-into = 合并到
merge-do = 合并
merge-is-with = 已并入：{ $what }
said-less-urgent = 另一事项不如本事项紧急。请把那一事项并入本事项。
next-named = { $who }（{ $names }）
next-more = { $names } 等，另有 { $more } 人
nav-quiet = 静音时段
quiet-why = 静音时段内，低级事项以及关于设备的中级事项不会拨打任何人的电话：它们显示在值班台，等到早上再通知。高级事项、失联的住户、关于人的中级事项绝不等待。
quiet-held-now = 现在等到早上的事项：{ $n } 件。
quiet-none = 不设静音时段：任何时候都通知
quiet-preview = 查看会有哪些等待
quiet-would = 最近七天
quiet-would-n = 按此时段，{ $of } 件事项中有 { $n } 件会等到早上。
quiet-too-long = 静音时段指夜间，最长 { $hours } 小时。
people-no-robot = 没有叫这个名字的机器人。现有：{ $known }。
people-no-robots = 没有机器人。请先在本站配置中写入 [[robot]]。
report-pdf = 保存为 PDF
report-no-chromium = 本机没有可用于打印的 Chromium。请打开周报，用浏览器打印或另存为 PDF；也可在本机安装 Chromium。
report-pdf-busy = 正在打印另一份，请稍后再试。
report-pdf-failed = 本机未能打印，原因见本站日志。请打开周报，用浏览器打印或另存为 PDF。
report-print-yourself = 打开周报
audit-quiet = 修改静音时段
