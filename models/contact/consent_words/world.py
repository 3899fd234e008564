# ruff: noqa: RUF001
"""The words of Asia and Africa."""

from models.contact.consent_words.language import Language

WORLD = (
    Language(
        "ar",
        "توقف, قف, ايقاف, إيقاف, إلغاء الاشتراك, الغاء الاشتراك, أوقف, اوقف الرسائل, كفى",
        "ابدأ, ابدا, بدء, اشتراك, استئناف",
        "لن تصلك منا رسائل تلقائية بعد الآن. لتصلك من جديد اكتب: ابدأ",
        "ستصلك رسائلنا التلقائية من جديد. لإيقافها اكتب: إيقاف",
    ),
    Language(
        "fa",
        "لغو, لغو اشتراک, بس کن",
        "شروع, عضویت, ادامه",
        "دیگر پیام خودکاری از ما دریافت نمی‌کنید. برای دریافت دوباره بنویسید: شروع",
        "پیام‌های خودکار ما را دوباره دریافت می‌کنید. برای توقف بنویسید: لغو",
    ),
    Language(
        "ur",
        "رکو, بند کرو, بند کریں",
        "شروع کریں, دوبارہ شروع",
        "اب آپ کو ہماری طرف سے خودکار پیغامات نہیں ملیں گے۔ دوبارہ پانے کے لیے لکھیں: شروع کریں",
        "آپ کو ہمارے خودکار پیغامات دوبارہ ملیں گے۔ بند کرنے کے لیے لکھیں: بند کریں",
    ),
    Language(
        "he",
        "עצור, הפסק, הסר, הסרה, הסירו אותי, די",
        "התחל, חזור, הרשמה, המשך",
        "לא תקבלו מאיתנו עוד הודעות אוטומטיות. כדי לקבל אותן שוב, כתבו: התחל",
        "תקבלו שוב את ההודעות האוטומטיות שלנו. כדי להפסיק, כתבו: הסר",
    ),
    Language(
        "hi",
        "रुको, रोको, रोकें, बंद करो, बंद करें, बंद, band karo, roko",
        "शुरू, शुरू करो, शुरू करें, चालू करें, shuru karo",
        "अब आपको हमारे स्वचालित संदेश नहीं मिलेंगे। फिर से पाने के लिए लिखें: शुरू",
        "आपको हमारे स्वचालित संदेश फिर से मिलेंगे। रोकने के लिए लिखें: बंद",
    ),
    Language(
        "bn",
        "থামুন, থামাও, বন্ধ, বন্ধ করুন, বন্ধ করো",
        "শুরু, শুরু করুন, চালু করুন",
        "আপনি আর আমাদের স্বয়ংক্রিয় বার্তা পাবেন না। আবার পেতে লিখুন: শুরু",
        "আপনি আবার আমাদের স্বয়ংক্রিয় বার্তা পাবেন। থামাতে লিখুন: বন্ধ",
    ),
    Language(
        "id",
        "berhenti, henti, hentikan, berhenti berlangganan, jangan kirim lagi, stop kirim",
        "mulai, lanjut, lanjutkan, berlangganan",
        "Anda tidak akan menerima pesan otomatis lagi dari kami. Untuk menerimanya kembali, tulis "
        "MULAI.",
        "Anda akan menerima pesan otomatis kami lagi. Untuk menghentikannya, tulis BERHENTI.",
    ),
    Language(
        "ms",
        "nyahlanggan, jangan hantar lagi",
        "mula, langgan, sambung",
        "Anda tidak akan menerima mesej automatik daripada kami lagi. Untuk menerimanya semula, "
        "tulis MULA.",
        "Anda akan menerima mesej automatik kami semula. Untuk menamatkannya, tulis NYAHLANGGAN.",
    ),
    Language(
        "vi",
        "dừng, dừng lại, ngừng, hủy đăng ký, huỷ đăng ký, từ chối",
        "bắt đầu, tiếp tục, đăng ký",
        "Bạn sẽ không nhận thêm tin nhắn tự động từ chúng tôi. Để nhận lại, hãy nhắn BẮT ĐẦU.",
        "Bạn sẽ nhận lại tin nhắn tự động của chúng tôi. Để dừng, hãy nhắn DỪNG.",
    ),
    Language(
        "th",
        "หยุด, ยกเลิก, เลิกรับ, หยุดส่ง, เลิกติดตาม",
        "เริ่ม, เริ่มใหม่, สมัคร, รับต่อ",
        "คุณจะไม่ได้รับข้อความอัตโนมัติจากเราอีก หากต้องการรับอีกครั้ง พิมพ์ เริ่ม",
        "คุณจะได้รับข้อความอัตโนมัติจากเราอีกครั้ง หากต้องการหยุด พิมพ์ หยุด",
    ),
    Language(
        "sw",
        "simama, sitisha, jiondoe",
        "anza, endelea, jiunge",
        "Hutapokea tena ujumbe wa kiotomatiki kutoka kwetu. Kuupokea tena, andika ANZA.",
        "Utapokea tena ujumbe wetu wa kiotomatiki. Kuusitisha, andika SITISHA.",
    ),
    Language(
        "zh",
        "停止, 退订, 退訂, 取消订阅, 取消訂閱, 停, 拒收, 不要再发, 不要再發",
        "开始, 開始, 订阅, 訂閱, 恢复, 恢復",
        "您将不再收到我们的自动消息。如需重新接收, 请回复: 开始",
        "您将重新收到我们的自动消息。如需停止, 请回复: 停止",
    ),
    Language(
        "ja",
        "配信停止, 配信解除, やめて, 止めて, ストップ, 解除, 退会",
        "配信開始, 再開, スタート, 登録",
        "今後、自動メッセージは届きません。再び受け取るには「再開」と送ってください。",
        "自動メッセージが再び届きます。止めるには「配信停止」と送ってください。",
    ),
    Language(
        "ko",
        "중지, 정지, 그만, 수신거부, 수신 거부, 구독취소, 구독 취소, 스톱",
        "시작, 재개, 구독, 수신동의, 수신 동의",
        "더 이상 자동 메시지를 보내지 않습니다. 다시 받으려면 '시작'이라고 보내 주세요.",
        "자동 메시지를 다시 보내 드립니다. 그만 받으려면 '중지'라고 보내 주세요.",
    ),
)
