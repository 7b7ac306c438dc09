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
refusal-too-large-why = 表单或文件超出本站上限。花名册最多 5000 行、8 MB。
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
